"""Connections to providers are kept and shared by threads, and nothing else is remembered."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import trustme
from social_core.backends import base as social_core_base

from rest_social_auth.provider import connection
from tests.performance.faults import misbehaving, read_request
from tests.performance.provider import running

base: Any = social_core_base

ROUNDS = 5
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=b\r\n\r\n{}"


def get(url: str) -> requests.Response:
    return base.requests.request("GET", url, timeout=5.0)


@pytest.fixture
def sign_in(settings, db, client):
    def sign_in(provider) -> None:
        settings.REST_SOCIAL_MOCK_URL = provider.url
        response = client.post("/api/login/social/token/github/", {"code": "ada"})
        assert response.status_code == 200, response.content

    return sign_in


def test_signing_in_again_opens_no_connection(provider, sign_in):
    sign_in(provider)
    before = provider.counts.copy()

    for _ in range(ROUNDS):
        sign_in(provider)

    assert provider.counts - before == {"requests": 3 * ROUNDS}


def test_signing_in_again_needs_no_tls_handshake(sign_in, settings, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    settings.SOCIAL_AUTH_VERIFY_SSL = str(tmp_path / "ca.pem")
    with running(authority.issue_cert("127.0.0.1")) as provider:
        sign_in(provider)
        before = provider.counts.copy()

        for _ in range(ROUNDS):
            sign_in(provider)

        assert before["handshakes"] == 1
        assert provider.counts - before == {"requests": 3 * ROUNDS}


def test_an_unknown_authority_is_refused(settings, db, client):
    with running(trustme.CA().issue_cert("127.0.0.1")) as provider:
        settings.REST_SOCIAL_MOCK_URL = provider.url

        response = client.post("/api/login/social/token/github/", {"code": "ada"})

    assert (response.status_code, response.json()["code"]) == (502, "tls_error")
    assert not provider.counts["requests"]


def test_threads_at_once_share_what_is_kept(provider):
    def person(number: int) -> str:
        url = f"{provider.url}/api.github.com/user"
        headers = {"Authorization": f"token ada{number}"}
        response = base.requests.request("GET", url, headers=headers, timeout=5.0)
        return response.json()["id"]

    before = provider.counts["connections"]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(person, range(160))) == [f"ada{number}" for number in range(160)]

    assert provider.counts["connections"] - before <= 16


def test_a_connection_that_the_provider_closed_is_not_used_again():
    def answer_once(sock) -> None:
        read_request(sock)
        sock.sendall(ANSWER)

    with misbehaving(answer_once) as address:
        answers = [get(f"http://{address}/") for _ in range(3)]

    assert [each.status_code for each in answers] == [200] * 3


def test_a_code_is_never_sent_twice():
    seen = []

    def hang_up(sock) -> None:
        seen.append(sock.recv(65536))

    with misbehaving(hang_up) as address, pytest.raises(requests.ConnectionError):
        base.requests.request("POST", f"http://{address}/", timeout=5.0)

    assert len(seen) == 1


def test_no_cookie_and_no_netrc_reaches_a_provider(monkeypatch, tmp_path):
    seen = []

    def answer_twice(sock) -> None:
        for _ in range(2):
            seen.append(sock.recv(65536))
            sock.sendall(ANSWER)

    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with misbehaving(answer_twice) as address:
        get(f"http://{address}/"), get(f"http://{address}/")

    assert len(seen) == 2
    assert not any(b"Cookie" in each or b"Authorization" in each for each in seen)


def test_a_provider_that_hangs_leaves_threads_for_the_others(monkeypatch, provider, settings):
    settings.REST_SOCIAL_CALLS_AT_ONCE = 2
    monkeypatch.setattr(connection, "PATIENCE", 0.1)
    leave, hung = threading.Event(), threading.Semaphore(0)

    def hang(sock) -> None:
        hung.release()
        leave.wait(20)

    with misbehaving(hang) as address, ThreadPoolExecutor(2) as pool:
        hanging = [pool.submit(get, f"http://{address}/") for _ in range(2)]
        hung.acquire(), hung.acquire()
        with pytest.raises(requests.ConnectTimeout):
            get(f"http://{address}/")
        url = f"{provider.url}/api.github.com/user"
        headers = {"Authorization": "token ada"}
        other = base.requests.request("GET", url, headers=headers, timeout=5.0)
        leave.set()

    assert other.status_code == 200
    assert all(each.exception() for each in hanging)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_makes_connections_of_its_own(provider):
    url = f"{provider.url}/github.com/login/oauth/access_token"

    def exchange() -> int:
        options = {"data": {"code": "ada"}, "timeout": 5.0}
        return base.requests.request("POST", url, **options).status_code

    assert exchange() == 200
    before = provider.counts["connections"]
    child = os.fork()
    if not child:
        os._exit(0 if exchange() == 200 else 1)
    _, status = os.waitpid(child, 0)

    assert status == 0
    assert exchange() == 200
    assert provider.counts["connections"] - before == 1, "the child's; the parent's was kept"

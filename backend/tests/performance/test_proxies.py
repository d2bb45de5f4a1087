"""Proxies of the project and of the environment learn only what they need, within the deadline."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
import requests
import trustme
from social_core.backends import base as social_core_base

from rest_social_auth.provider import transport
from tests.performance.faults import drip, misbehaving

base: Any = social_core_base

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
CREDENTIALS = b"Proxy-Authorization: Basic bWU6c2VjcmV0"


def get(url: str, proxy: str = "", **options) -> requests.Response:
    if proxy:
        options["proxies"] = dict.fromkeys(["http", "https"], f"http://me:secret@{proxy}")
    return base.requests.request("GET", url, **{"timeout": 5.0, **options})


def test_a_proxy_gets_the_whole_address_and_its_own_credentials():
    seen = []

    def forward(sock) -> None:
        seen.append(sock.recv(65536))
        sock.sendall(ANSWER)

    with misbehaving(forward) as proxy:
        response = get("http://provider.example/user?a=b", proxy)

    assert response.json() == {}
    assert seen[0].startswith(b"GET http://provider.example/user?a=b HTTP/1.1\r\n")
    assert CREDENTIALS in seen[0]


def test_a_proxy_sees_nothing_of_what_goes_by_tls(tmp_path):
    authority, seen = trustme.CA(), []
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("provider.example").configure_cert(tls)

    def tunnel(sock) -> None:
        seen.append(sock.recv(65536))
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with tls.wrap_socket(sock, server_side=True) as provider:
            for _ in range(2):
                seen.append(provider.recv(65536))
                provider.sendall(ANSWER)

    with misbehaving(tunnel) as proxy:
        for _ in range(2):
            get("https://provider.example/user", proxy, verify=str(tmp_path / "ca.pem"))

    connect, first, second = seen
    assert connect.startswith(b"CONNECT provider.example:443 HTTP/1.")
    assert CREDENTIALS in connect
    assert first == second
    assert first.startswith(b"GET /user HTTP/1.1\r\n")
    assert b"Proxy" not in first


def test_a_proxy_that_drips_is_given_up_in_time():
    with (
        misbehaving(lambda sock: drip(sock, b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")) as proxy,
        pytest.raises(requests.Timeout),
    ):
        get("http://provider.example/user", proxy, timeout=1)


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_a_provider_without_verification_does_not_affect_others_behind_the_same_proxy():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("provider.example").configure_cert(tls)

    def tunnel(sock) -> None:
        sock.recv(65536)
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with tls.wrap_socket(sock, server_side=True) as provider:
            while provider.recv(65536):
                provider.sendall(ANSWER)

    with misbehaving(tunnel) as proxy:
        assert get("https://provider.example/user", proxy, verify=False).json() == {}
        with pytest.raises(requests.exceptions.SSLError):
            get("https://provider.example/user", proxy)


@pytest.fixture
def environment(monkeypatch):
    """The process's environment, as if nobody had looked at it yet."""
    transport.environment.cache_clear()
    yield monkeypatch
    transport.environment.cache_clear()


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_asked_but_for_the_hosts_without(environment, name):
    seen = []

    def forward(sock) -> None:
        seen.append(sock.recv(65536).split(b"\r\n")[0])
        sock.sendall(ANSWER)

    with misbehaving(forward) as proxy, misbehaving(forward) as provider:
        environment.setenv(name, f"http://{proxy}")
        environment.setenv("NO_PROXY", "127.0.0.1")

        get("http://provider.example/user")
        get(f"http://{provider}/user")

    assert seen == [b"GET http://provider.example/user HTTP/1.1", b"GET /user HTTP/1.1"]


def test_what_the_project_names_comes_before_the_environment(environment):
    seen = []

    def forward(sock) -> None:
        seen.append(sock.recv(65536))
        sock.sendall(ANSWER)

    environment.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with misbehaving(forward) as proxy:
        assert get("http://provider.example/user", proxy).json() == {}

    assert len(seen) == 1

"""Beyond the catalogue: a response that nobody requested is never used.

Connections to a provider are reused by everyone. After one surplus response, everyone who follows
would be signed in as the person before them.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
import trustme
from social_core.backends import base as social_core_base

from tests.performance.faults import FAULTS, HTTPRequest, misbehaving
from tests.security.support import accepted

base: Any = social_core_base

LARGE = 9000  # bytes: more than one read takes from a TLS record, which holds 16 KiB
EVIL = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL"

Reply = Callable[[HTTPRequest, bytes], list[bytes]]


@contextmanager
def replying(reply: Reply, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Respond to each request on a connection with these parts, a moment apart; yield the host."""

    def serve(sock):
        with tls.wrap_socket(sock, server_side=True) if tls else sock as sock:
            stream = sock.makefile("rb")
            while stream.peek(1):
                request = HTTPRequest(stream)
                body = stream.read(int(request.headers.get("Content-Length", 0)))
                for number, part in enumerate(reply(request, body)):
                    if number:
                        time.sleep(0.2)
                    sock.sendall(part)

    with misbehaving(serve) as address:
        yield address


def ok(body: bytes, size: int = 0) -> bytes:
    body = body.ljust(size)
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def echo(request: HTTPRequest, size: int = 0) -> bytes:
    return ok(request.path.encode(), size)


def get(url: str, timeout: float = 5, **options: Any) -> str:
    """Return the response without the padding."""
    response = base.requests.request("GET", url, timeout=timeout, **options)
    return response.text.rstrip()


@pytest.fixture
def authority(tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return authority


def server_context(authority: trustme.CA) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    return tls


@pytest.mark.parametrize("size", [0, LARGE])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_bytes_after_a_response_are_not_taken_for_the_next_response(
    authority, tmp_path, scheme, size
):
    tls = server_context(authority) if scheme == "https" else None
    with replying(lambda request, body: [echo(request, size) + EVIL], tls) as address:
        url = f"{scheme}://{address}"
        answers = [get(f"{url}/{n}", verify=str(tmp_path / "ca.pem")) for n in range(6)]

    assert answers == [f"/{n}" for n in range(6)]


@pytest.mark.parametrize("status", ["100 Continue", "102 Processing", "103 Early Hints"])
@pytest.mark.parametrize("times", [1, 3])
def test_an_interim_response_is_not_the_response(status, times):
    interim = f"HTTP/1.1 {status}\r\nLink: </x>; rel=preload\r\n\r\n".encode() * times
    with replying(lambda request, body: [interim, echo(request)]) as address:
        answers = [get(f"http://{address}/{n}") for n in range(3)]

    assert answers == ["/0", "/1", "/2"]


def test_an_unrequested_protocol_switch_is_refused():
    switch = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
    with replying(lambda request, body: [switch, echo(request)]) as address:
        for n in range(3):
            with pytest.raises(requests.ConnectionError):
                get(f"http://{address}/{n}")


@pytest.mark.parametrize(
    "head",
    [
        "HTTP/1.0 200 OK\r\nContent-Length: {length}",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: {length}",
        "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nContent-Length: {length}",
        "HTTP/1.1 200\r\ncontent-length:{length}",
    ],
)
def test_unusual_but_valid_framing_is_understood(head):
    def reply(request, body):
        path = request.path
        return [f"{head.format(length=len(path))}\r\n\r\n{path}".encode()]

    with replying(reply) as address:
        assert [get(f"http://{address}/{n}") for n in range(3)] == ["/0", "/1", "/2"]


@pytest.mark.parametrize(
    "head",
    [
        # Which of two lengths holds, a proxy and a client may judge differently (RFC 9112 §6.3).
        "Content-Length: 2\r\nContent-Length: 200",
        "Content-Length: -1",
        "Content-Length: 2, 200",
        "Transfer-Encoding: chunked\r\nContent-Length: 1",
        "Content-Length : 1",
        " Content-Length: 1",
        "Transfer-Encoding: chunked, identity",
    ],
)
def test_invalid_framing_never_gives_a_response_to_someone_else(head):
    def reply(request, body):
        return [f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n{request.path}".encode() + EVIL]

    with replying(reply) as address:
        for n in range(4):
            try:
                response = get(f"http://{address}/{n}", timeout=0.2)
            except (requests.RequestException, ValueError):
                continue
            assert not response.startswith("EVIL")
            assert not {f"/{other}" for other in range(n)} & {response[:2]}


@pytest.mark.parametrize("name", FAULTS)
def test_a_failed_connection_is_not_reused(name):
    faults = [FAULTS[name][0]]

    def serve(sock):
        if faults:
            faults.pop()(sock)
        else:
            sock.sendall(echo(HTTPRequest(sock.makefile("rb"))))

    with misbehaving(serve) as address:
        with pytest.raises(requests.RequestException):
            base.requests.request("POST", f"http://{address}/faulty", timeout=1)
        assert [get(f"http://{address}/{n}") for n in range(3)] == ["/0", "/1", "/2"]


def test_nobody_is_signed_in_as_the_previous_person(client, db, settings, authority, tmp_path):
    """The provider sends everything twice, so the second response waits for the next person."""
    settings.SOCIAL_AUTH_VERIFY_SSL = str(tmp_path / "ca.pem")
    settings.REST_SOCIAL_REQUIRE_STATE = False

    def github(request, body):
        if request.path.endswith("/emails"):
            response: object = []
        elif body:
            response = {"access_token": parse_qs(body.decode())["code"][0], "token_type": "bearer"}
        else:
            person = request.headers["Authorization"].removeprefix("token ")
            response = {"id": person, "login": person, "email": f"{person}@example.com"}
        return [ok(json.dumps(response).encode(), LARGE) * 2]

    with replying(github, server_context(authority)) as address:
        settings.REST_SOCIAL_MOCK_URL = f"https://{address}"
        answers = [
            accepted(client.post("/api/login/social/token_user/github/", {"code": person}))
            for person in ("ada", "bob", "cy", "dee")
        ]

    assert [each["username"] for each in answers] == ["ada", "bob", "cy", "dee"]

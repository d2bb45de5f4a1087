"""P: how many bytes and how much time a provider may take, and where it may send this server."""

from __future__ import annotations

import json
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from time import monotonic, process_time, sleep
from typing import Any, ClassVar

import pytest
import requests
import trustme
from social_core.backends import base as social_core_base
from social_core.backends.open_id_connect import OpenIdConnectAuth

from rest_social_auth.provider.adapted_backend import adapted
from rest_social_auth.views import load_strategy
from tests.performance.faults import HEAD, misbehaving, read_request
from tests.performance.provider import running
from tests.security.support import most_memory

base: Any = social_core_base

MEGABYTE = 1024 * 1024
# Each sends hundreds of megabytes, or until the client hangs up.
ENDLESS = {
    "headers": (HEAD, b"".join(b"X-%d: %s\r\n" % (n, b"y" * 65_000) for n in range(98))),
    "short headers": (HEAD, b"".join(b"X: y\r\n" for _ in range(98))),
    "interim responses": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1000),
    "continues": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "trailers": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"a\n" * MEGABYTE),
    "chunks of a byte": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 100_000),
    "chunk extensions": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * MEGABYTE),
    "a status line": (b"HTTP/1.1 200 ", b"x" * MEGABYTE),
}


def endlessly(start: bytes, more: bytes):
    def serve(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(start)
        for _ in range(300):
            sock.sendall(more)

    return serve


def ask(address: str, **options):
    return base.requests.request("GET", f"http://{address}/", **options)


@pytest.mark.parametrize("kind", ENDLESS)
def test_P28_endless_headers_interim_responses_and_trailers_are_cut_off(kind):
    with misbehaving(endlessly(*ENDLESS[kind])) as address:
        threads, started = process_time(), monotonic()
        with pytest.raises(requests.RequestException) as refused:
            ask(address, timeout=20)

    assert not isinstance(refused.value, requests.Timeout)
    assert monotonic() - started < 15
    assert process_time() - threads < 5, "the provider's part in this process included"


def test_P28_sixty_kilobytes_of_headers_are_accepted():
    pads = [b"X-%d: %s\r\n" % (n, b"y" * 6000) for n in range(10)]
    response = HEAD + b"".join(pads) + b"Content-Length: 2\r\n\r\n{}"

    def serve(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(response)

    with misbehaving(serve) as address:
        assert ask(address, timeout=5).json() == {}


@pytest.mark.parametrize("part", [b'{"":0},', b"a&", b"<a/>"], ids=["JSON", "form", "XML"])
def test_P28_a_small_body_of_countless_values_is_refused(part):
    """As objects, they would take thirty times as much memory as their bytes."""
    body = part * (200_000 // len(part))

    def serve(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    with misbehaving(serve) as address, pytest.raises(requests.RequestException, match="larger"):
        ask(address, timeout=5)


@pytest.fixture
def slow_names(monkeypatch):
    """Make looking up names take long, as with a resolver that does not respond."""
    look_up, let_go = socket.getaddrinfo, threading.Event()

    def slow(host, *args, **options):
        if str(host).endswith(".example"):
            let_go.wait(25)
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    yield
    let_go.set()


def test_P29_the_deadline_includes_looking_a_name_up(slow_names):
    started = monotonic()

    with pytest.raises(requests.Timeout):
        ask("provider.example", timeout=0.5)

    assert monotonic() - started < 5


class Discovering(OpenIdConnectAuth):
    """A provider of the project's own settings, whose document may name any address."""

    name = "discovering"
    OIDC_ENDPOINT = "https://login.example"
    document: ClassVar[dict[str, str]] = {}

    def oidc_config(self):
        return self.document


@pytest.fixture
def exchange(settings, monkeypatch):
    """Send the code to where a discovery document says; return the error, or None."""
    settings.SOCIAL_AUTH_DISCOVERING_KEY = "key"
    settings.SOCIAL_AUTH_DISCOVERING_SECRET = "canary"

    def exchange(url: str) -> BaseException | None:
        monkeypatch.setattr(Discovering, "document", {"token_endpoint": url})
        backend = adapted(Discovering)(load_strategy())
        try:
            backend.request(backend.access_token_url(), method="POST", data={"code": "canary"})
        except Exception as error:
            return error.__cause__
        return None

    return exchange


INTERNAL = [
    *["127.0.0.1", "localhost", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254"],
    *["0.0.0.1", "100.64.0.1", "[::1]", "[fe80::1]", "[fd00::1]", "2130706433", "0x7f.1"],
    *["[::ffff:127.0.0.1]", "[64:ff9b::a00:1]", "app.localhost"],
]


@pytest.mark.parametrize("host", INTERNAL)
def test_P30_an_address_inside_this_network_is_not_connected_to(exchange, host):
    heard: list[Any] = []
    with misbehaving(heard.append) as address:
        port = address.rpartition(":")[2]
        error = exchange(f"https://{host}:{port}/token")

    assert "REST_SOCIAL_TRUSTED_PROVIDER_HOSTS" in str(error)
    assert heard == [], "nobody was so much as connected to"


def test_P30_a_name_that_resolves_to_this_network_is_refused(exchange, monkeypatch):
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: inside)

    error = exchange("https://provider.example/token")

    assert "provider.example is inside this network" in str(error)


@pytest.mark.parametrize("host", ["93.184.215.14", "provider.example"])
def test_P30_an_address_without_tls_is_refused(exchange, host):
    assert f"{host} would be called without TLS" in str(exchange(f"http://{host}/token"))


def test_P30_a_connection_kept_for_another_provider_is_not_used(exchange, settings, tmp_path):
    """The project's own provider is inside this network; the document of another names it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    settings.SOCIAL_AUTH_VERIFY_SSL = str(tmp_path / "ca.pem")
    with running(authority.issue_cert("127.0.0.1")) as provider:
        url = f"{provider.url}/api.github.com/user"
        ca = settings.SOCIAL_AUTH_VERIFY_SSL
        headers = {"Authorization": "token ada"}
        assert base.requests.request("GET", url, headers=headers, verify=ca, timeout=5).ok

        error = exchange(f"{provider.url}/github.com/login/oauth/access_token")

        assert "REST_SOCIAL_TRUSTED_PROVIDER_HOSTS" in str(error)
        assert provider.counts["requests"] == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REST_SOCIAL_TRUSTED_PROVIDER_HOSTS", ["127.0.0.1"]),
        ("SOCIAL_AUTH_DISCOVERING_OIDC_ENDPOINT", "http://127.0.0.1:8080/realm"),
    ],
)
def test_P30_a_host_that_the_project_names_with_http_is_called(exchange, settings, name, value):
    setattr(settings, name, value)
    with running() as provider:
        error = exchange(f"{provider.url}/github.com/login/oauth/access_token")

        assert provider.counts["requests"] == 1, error


@pytest.mark.parametrize("value", ["127.0.0.1", "https://127.0.0.1/realm"])
def test_P30_a_host_that_the_project_names_is_called_over_tls_only(
    exchange, settings, tmp_path, value
):
    settings.SOCIAL_AUTH_DISCOVERING_DOMAIN = value
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    settings.SOCIAL_AUTH_VERIFY_SSL = str(tmp_path / "ca.pem")
    with running(authority.issue_cert("127.0.0.1")) as provider:
        url = f"{provider.url}/github.com/login/oauth/access_token"
        error = exchange(url.replace("https:", "http:"))

        assert "127.0.0.1 would be called without TLS" in str(error)
        assert exchange(url) is None
        assert provider.counts["requests"] == 1


def test_P30_a_browser_is_not_sent_to_an_address_without_tls(db, settings, monkeypatch):
    settings.SOCIAL_AUTH_DISCOVERING_KEY = "key"
    document = {"authorization_endpoint": "http://login.example/authorize"}
    monkeypatch.setattr(Discovering, "document", document)
    backend = adapted(Discovering)(load_strategy(), redirect_uri="https://app.example/")

    with pytest.raises(base.AuthResponseError):
        backend.auth_url()


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the most memory used")
def test_P28_thirty_two_concurrent_hostile_responses_cost_little_memory():
    most = 260_000  # bytes, which a response may have
    answers = [
        HEAD + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 65_000) for n in range(98)),
        HEAD + b"\r\n[" + b'{"":0},' * (most // 7) + b"0]",
        HEAD + b"\r\n" + b"a&" * (most // 2),
        HEAD + b"\r\n" + json.dumps(["\U0001f984" + "a" * (most - 20)]).encode(),
    ]
    numbers = iter(range(10_000))

    def serve(sock: socket.socket) -> None:
        read_request(sock)
        sleep(0.3)
        sock.sendall(answers[next(numbers) % len(answers)])

    def one(address: str) -> None:
        with suppress(ValueError, RecursionError, requests.RequestException):
            ask(address, timeout=20).json()

    with misbehaving(serve) as address, ThreadPoolExecutor(32) as pool:
        one(address)
        Path("/proc/self/clear_refs").write_text("5")
        before = most_memory()
        list(pool.map(one, [address] * 32))

    assert most_memory() - before < 100

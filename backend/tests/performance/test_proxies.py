"""SOCIAL_AUTH_PROXIES: a proxy learns no more than it needs, and the deadline holds there too."""

from __future__ import annotations

import ssl

import pytest
import requests
import trustme

from rest_social_auth.provider import transport
from rest_social_auth.provider.pools import pools
from tests.performance.faults import drip, misbehaving

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
CREDENTIALS = b"Proxy-Authorization: Basic bWU6c2VjcmV0"


def get(url: str, proxy: str, **options) -> requests.Response:
    proxies = {"http": f"http://me:secret@{proxy}", "https": f"http://me:secret@{proxy}"}
    return transport.PooledRequests().request("GET", url, proxies=proxies, timeout=5.0, **options)


def test_a_proxy_gets_the_whole_address_and_its_own_credentials():
    seen = []

    def forward(sock) -> None:
        seen.append(sock.recv(65536))
        sock.sendall(ANSWER)

    with misbehaving(forward) as proxy:
        answer = get("http://provider.example/user?a=b", proxy)

    assert answer.json() == {}
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


def test_a_proxy_that_drips_is_given_up_in_time(monkeypatch):
    monkeypatch.setattr(transport, "DEADLINE", 1)
    with (
        misbehaving(lambda sock: drip(sock, b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")) as proxy,
        pytest.raises(requests.Timeout),
    ):
        get("http://provider.example/user", proxy)


def test_a_provider_that_trusts_anybody_loosens_no_other_behind_the_same_proxy():
    proxy = "http://proxy.example:3128"

    loose, strict = pools(False, proxy), pools(True, proxy)

    assert loose is not strict
    assert strict.connection_pool_kw["ssl_context"].verify_mode == ssl.CERT_REQUIRED

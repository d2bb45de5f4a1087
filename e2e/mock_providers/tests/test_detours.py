"""Clients that call the real URLs reach the mock: by a shipped detour, or with it as a proxy."""

from __future__ import annotations

import asyncio
import http.client
import socket
import subprocess
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx
import httpx2
import pytest
import requests

from mock_providers.detours import mock_address, with_httpx, with_httpx2
from mock_providers.detours.with_aiohttp import mock_middleware
from mock_providers.detours.with_requests import MockAdapter
from mock_providers.running import MockProviders

DISCOVERY = "https://accounts.google.com/.well-known/openid-configuration"
JSON = {"Accept": "application/json"}
ISSUER = "https://accounts.google.com"


def run_alone(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return its result, from a thread: browser tests leave an event loop in their own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_only_https_addresses_are_detoured() -> None:
    assert mock_address("http://m:1/", "https://a.example/b?c=d") == "http://m:1/a.example/b?c=d"
    assert mock_address("http://m:1", "http://a.example/b") == "http://a.example/b"


def test_requests(mock_providers: MockProviders) -> None:
    with requests.Session() as session:
        session.mount("https://", MockAdapter(mock_providers))
        response = session.get(DISCOVERY, timeout=5)
    assert (response.url, response.json()["issuer"]) == (DISCOVERY, ISSUER)


@pytest.mark.parametrize(("library", "detour"), [(httpx, with_httpx), (httpx2, with_httpx2)])
def test_httpx(mock_providers: MockProviders, library: Any, detour: Any) -> None:
    async def asked() -> Any:
        transport = detour.AsyncMockTransport(mock_providers)
        async with library.AsyncClient(transport=transport) as client:
            return await client.get(DISCOVERY)

    with library.Client(transport=detour.MockTransport(mock_providers)) as client:
        response = client.get(DISCOVERY)
    assert response.json() == run_alone(asked()).json()
    assert (str(response.url), response.json()["issuer"]) == (DISCOVERY, ISSUER)


def test_aiohttp(mock_providers: MockProviders) -> None:
    async def issuer() -> str:
        detour = [mock_middleware(mock_providers)]
        async with (
            aiohttp.ClientSession(middlewares=detour) as client,
            client.get(DISCOVERY) as got,
        ):
            return str((await got.json())["issuer"])

    assert run_alone(issuer()) == ISSUER


def test_https_proxy(mock_providers: MockProviders, tmp_path: Path) -> None:
    ca = mock_providers.proxy_environment(tmp_path)["SSL_CERT_FILE"]
    proxied: Any = {"proxies": {"https": str(mock_providers)}, "verify": ca}
    with requests.Session() as session:
        assert session.get(DISCOVERY, timeout=5, **proxied).json()["issuer"] == ISSUER
        nobody = session.get("https://example.com/", timeout=5, **proxied)
    assert nobody.json()["error_description"] == "No mock provider serves https://example.com/."
    device = {"client_id": "mock-github", "scope": "user"}
    url = "https://github.com/login/device/code"
    began = requests.post(url, device, headers=JSON, timeout=5, **proxied)
    assert began.json()["verification_uri"] == f"{mock_providers}/_device"


def test_http_proxy_takes_absolute_addresses(mock_providers: MockProviders) -> None:
    proxies = {"http": str(mock_providers)}
    answer = requests.get(DISCOVERY.replace("https", "http"), proxies=proxies, timeout=5)
    assert answer.json()["issuer"] == ISSUER


def test_a_client_that_does_not_trust_the_proxy_gets_nothing(mock_providers: MockProviders) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(DISCOVERY, proxies={"https": str(mock_providers)}, timeout=5)
    assert mock_providers.timeline() == []


def test_environment_variables_are_enough(mock_providers: MockProviders, tmp_path: Path) -> None:
    code = f"import urllib.request as u; print(u.urlopen({DISCOVERY!r}).status)"
    environment = mock_providers.proxy_environment(tmp_path)
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "200", done.stderr


def connection(mock: MockProviders) -> http.client.HTTPConnection:
    parts = urlsplit(mock)
    return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)


def test_chunked_bodies_are_read(mock_providers: MockProviders) -> None:
    client = connection(mock_providers)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = iter([b"client_id=mock-", b"gitlab&client_secret=guess"])
    client.request("POST", "/gitlab.com/oauth/token", body, form, encode_chunked=True)
    response = client.getresponse()
    assert (response.status, b"secret is wrong" in response.read()) == (401, True)
    client.request("GET", "/_ready")  # the same connection is still open
    assert client.getresponse().read() == b"ready\n"


@pytest.mark.parametrize("size", [b"-5", b"zz", b"", b"fffffff"])
def test_odd_chunks_are_refused(mock_providers: MockProviders, size: bytes) -> None:
    parts = urlsplit(mock_providers)
    with socket.create_connection((parts.hostname, parts.port), 5) as raw:
        raw.sendall(b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        raw.sendall(size + b"\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 413 ")


def test_head_tells_the_length_and_sends_nothing(mock_providers: MockProviders) -> None:
    client = connection(mock_providers)
    client.request("HEAD", "/accounts.google.com/.well-known/openid-configuration")
    response = client.getresponse()
    assert (response.status, response.read()) == (200, b"")
    assert int(response.headers["Content-Length"]) > 500

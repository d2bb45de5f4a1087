"""For httpx: `Client(transport=MockTransport(mock))`, or AsyncClient with AsyncMockTransport.

It also serves what is built on httpx, such as Authlib's clients for FastAPI and Starlette:
`oauth.register(..., client_kwargs={"transport": AsyncMockTransport(mock)})`.
"""

from __future__ import annotations

import httpx

from mock_providers.detours import mock_address


def detoured(mock: str, request: httpx.Request) -> httpx.Request:
    url = httpx.URL(mock_address(mock, str(request.url)))
    headers = request.headers.copy()
    headers["Host"] = url.netloc.decode("ascii")
    return httpx.Request(
        request.method, url, headers=headers, stream=request.stream, extensions=request.extensions
    )


class MockTransport(httpx.HTTPTransport):
    def __init__(self, mock: str) -> None:
        super().__init__()
        self.mock = mock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return super().handle_request(detoured(self.mock, request))


class AsyncMockTransport(httpx.AsyncHTTPTransport):
    def __init__(self, mock: str) -> None:
        super().__init__()
        self.mock = mock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await super().handle_async_request(detoured(self.mock, request))

"""What with_httpx.py and with_httpx2.py share: the two libraries have one interface."""

from __future__ import annotations

from typing import Any

from mock_providers.detours import mock_address


def transports(httpx: Any) -> tuple[Any, Any]:
    """Return the classes of a transport and an asynchronous transport that detour to a mock."""

    def detoured(mock: str, request: Any) -> Any:
        url = httpx.URL(mock_address(mock, str(request.url)))
        headers = request.headers.copy()
        headers["Host"] = url.netloc.decode("ascii")
        return httpx.Request(
            request.method,
            url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )

    class MockTransport(httpx.HTTPTransport):  # type: ignore[misc]
        def __init__(self, mock: str) -> None:
            super().__init__()
            self.mock = mock

        def handle_request(self, request: Any) -> Any:
            return super().handle_request(detoured(self.mock, request))

    class AsyncMockTransport(httpx.AsyncHTTPTransport):  # type: ignore[misc]
        def __init__(self, mock: str) -> None:
            super().__init__()
            self.mock = mock

        async def handle_async_request(self, request: Any) -> Any:
            return await super().handle_async_request(detoured(self.mock, request))

    return MockTransport, AsyncMockTransport

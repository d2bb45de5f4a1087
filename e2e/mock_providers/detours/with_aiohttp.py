"""For aiohttp 3.12 and newer: `ClientSession(middlewares=[mock_middleware(mock)])`."""

from __future__ import annotations

from aiohttp import ClientHandlerType, ClientMiddlewareType, ClientRequest, ClientResponse
from yarl import URL

from mock_providers.detours import mock_address


def mock_middleware(mock: str) -> ClientMiddlewareType:
    async def middleware(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        request.url = URL(mock_address(mock, str(request.url)), encoded=True)
        request.headers["Host"] = request.url.authority
        return await handler(request)

    return middleware

"""For httpx2, and for Authlib's clients for FastAPI and Starlette, which are built on it.

`oauth.register(..., client_kwargs={"transport": AsyncMockTransport(mock)})`
"""

from __future__ import annotations

import httpx2

from mock_providers.detours.transports import transports

MockTransport, AsyncMockTransport = transports(httpx2)

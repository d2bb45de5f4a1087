"""For httpx: `Client(transport=MockTransport(mock))`, or AsyncClient with AsyncMockTransport."""

from __future__ import annotations

import httpx

from mock_providers.detours.transports import transports

MockTransport, AsyncMockTransport = transports(httpx)

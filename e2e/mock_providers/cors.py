"""Cross-origin requests of single-page clients, for the URLs where the service allows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers.wire import Response

if TYPE_CHECKING:
    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.wire import Request

EXPOSED = "WWW-Authenticate, Retry-After"


def allows_cors(endpoint: Endpoint) -> bool:
    return endpoint.spec.get("cors", True) or endpoint.own


def preflight(request: Request, endpoint: Endpoint) -> Response:
    """Allow what the browser asks for (Fetch standard, CORS protocol)."""
    asked = request.headers.get("access-control-request-headers", "")
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": ", ".join(endpoint.methods),
        "Access-Control-Max-Age": "600",
    }
    if asked:
        headers["Access-Control-Allow-Headers"] = asked
    return Response(204, b"", headers)


def share(request: Request, response: Response) -> None:
    """Let the page that asked read the response."""
    if "origin" in request.headers:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED

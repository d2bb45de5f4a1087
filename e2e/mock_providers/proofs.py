"""What some user APIs want beside the token: a proof that the caller knows the client secret."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from .wire import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from .grants import Grant
    from .timeline import Visit
    from .wire import Request


def facebook(request: Request, grant: Grant) -> tuple[str, str]:
    """https://developers.facebook.com/docs/graph-api/guides/secure-requests"""
    secret = grant.provider.client_secret.encode()
    return "appsecret_proof", hmac.new(secret, grant.token.encode(), hashlib.sha256).hexdigest()


PROOFS: dict[str, Callable[[Request, Grant], tuple[str, str]]] = {
    "facebook": facebook,
}


def check_proof(kind: str, visit: Visit, grant: Grant) -> None:
    """Compare the proof in the query with ours. Raises Refused: it is missing or wrong."""
    name, expected = PROOFS[kind](visit.request, grant)
    if not hmac.compare_digest(visit.request.query.get(name, "").encode(), expected.encode()):
        raise Refused(
            "invalid_request", f"{name} is missing or was not made with the client secret."
        )
    visit.passed(f"{name} verified")

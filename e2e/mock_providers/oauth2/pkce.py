"""PKCE (RFC 7636): only the client that began a flow can finish it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from mock_providers.wire import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_providers.memory.grants import Grant
    from mock_providers.memory.timeline import Visit

CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # §4.2


def challenge_of(spec: Mapping[str, object], query: Mapping[str, str]) -> tuple[str, str]:
    """Return challenge and method of an authorization request, or two empty texts."""
    challenge = query.get("code_challenge", "")
    if not challenge:
        if spec.get("pkce") == "required":
            raise Refused("invalid_request", "PKCE is required: the request has no code_challenge.")
        return "", ""
    method = query.get("code_challenge_method", "plain")
    accepted = spec.get("challenge_methods", ["S256"])
    assert isinstance(accepted, list)
    if method not in accepted:
        known = " or ".join(accepted)
        raise Refused(
            "invalid_request",
            f"code_challenge_method is {method}; accepted is {known}.",
            check="PKCE",
        )
    if not CHALLENGE.fullmatch(challenge):
        raise Refused("invalid_request", "code_challenge is not 43 to 128 unreserved characters.")
    return challenge, method


def check_verifier(visit: Visit, grant: Grant, verifier: str) -> None:
    if not grant.challenge:
        if verifier:  # RFC 9700 §4.8.2: somebody removed the challenge from the request
            why = "A code_verifier came, but the request had no challenge."
            raise Refused("invalid_grant", why, check="PKCE")
        return
    if not verifier:
        why = "The code was requested with PKCE, but no code_verifier came."
        raise Refused("invalid_grant", why, check="PKCE")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    made = verifier if grant.challenge_method == "plain" else digest.rstrip(b"=").decode()
    if not hmac.compare_digest(made.encode(), grant.challenge.encode()):
        why = "The code_verifier does not match the code_challenge."
        raise Refused("invalid_grant", why, check="PKCE")
    visit.passed(f"PKCE verified ({grant.challenge_method})")

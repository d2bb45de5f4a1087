"""A refresh token for a new access token (RFC 6749 §6), rotated if the provider does so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers.oauth2.issue import issue_token, put_refresh_token, token_response
from mock_providers.wire import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.grants import Token
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response

CHECK = "refresh token"


def redeem_refresh_token(
    state: State, visit: Visit, endpoint: Endpoint, sent: Mapping[str, str]
) -> Response:
    token = _checked_token(state, visit, endpoint, sent.get("refresh_token", ""))
    grant, scopes = token.grant, _narrowed(token, sent.get("scope", ""))
    visit.passed("refresh token accepted")
    issue_token(state, grant, scopes)
    policy = endpoint.provider.section("token").get("refresh", {})
    if policy.get("rotates") and state.due(visit, "refresh") != "not_rotated":
        token.replaced = True
        put_refresh_token(state, grant)
        visit.passed("refresh token rotated")
    return token_response(state, visit, endpoint, grant, scopes)


def _checked_token(state: State, visit: Visit, endpoint: Endpoint, text: str) -> Token:
    token = state.grants.refresh_tokens.get(text)
    if token is None or token.grant.provider is not endpoint.provider:
        why = "This refresh token was not issued to this client."
        raise Refused("invalid_grant", why, check=CHECK)
    visit.grant = token.grant
    due = state.due(visit, "refresh")
    if due in ("expired", "revoked"):
        why = f"Requested fault: the refresh token is treated as {due}."
        raise Refused("invalid_grant", why, check=CHECK)
    if token.replaced:
        token.grant.revoked = True  # RFC 9700 §4.14.2: it may have been stolen
        why = "This refresh token was replaced by a newer one. All tokens of the grant are revoked."
        raise Refused("invalid_grant", why, check=CHECK)
    if not token.live:
        raise Refused("invalid_grant", "This refresh token has been revoked.", check=CHECK)
    return token


def _narrowed(token: Token, scope: str) -> tuple[str, ...]:
    """Return the scopes asked for, which cannot exceed those of the grant."""
    asked = tuple(scope.split())
    if more := sorted(set(asked) - set(token.scopes)):
        raise Refused("invalid_scope", f"The grant does not include {', '.join(more)}.")
    return asked or token.scopes

"""Issuing tokens, and the response that carries them (RFC 6749 §5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_providers.catalogue.fill import fill
from mock_providers.catalogue.shapes import shaped
from mock_providers.memory.grants import Grant, Token, random_text
from mock_providers.oidc.id_token import id_token, signed_facts

if TYPE_CHECKING:
    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response

RESPONSE = {
    "access_token": "{token}",
    "token_type": "Bearer",
    "expires_in": 3600,
    "scope": "{scope}",
    "id_token?": "{id_token}",
}


def issue_token(state: State, grant: Grant, scopes: tuple[str, ...] | None = None) -> None:
    """Give the grant a new access token."""
    facts = signed_facts(state, grant) | {"random": random_text()}
    grant.token = str(fill(grant.provider.section("token").get("issue", "{random}"), facts))
    grant.born = state.now()
    narrowed = grant.scopes if scopes is None else scopes
    state.grants.tokens.put(grant.token, Token(grant, grant.born, narrowed))


def issue_refresh_token(state: State, grant: Grant) -> None:
    """Give the grant a refresh token, if this provider would issue one."""
    policy = grant.provider.section("token").get("refresh", {})
    if not grant.offline or not grant.person:
        return
    is_asked_again = grant.first_consent or "consent" in grant.prompts
    if is_asked_again or not policy.get("first_consent_only"):
        put_refresh_token(state, grant)


def put_refresh_token(state: State, grant: Grant) -> None:
    policy = grant.provider.section("token").get("refresh", {})
    grant.refresh_token = str(fill(policy.get("issue", "{random}"), {"random": random_text()}))
    state.grants.refresh_tokens.put(grant.refresh_token, Token(grant, state.now(), grant.scopes))


def token_response(
    state: State,
    visit: Visit,
    endpoint: Endpoint,
    grant: Grant,
    scopes: tuple[str, ...] | None = None,
) -> Response:
    """Return the response with the grant's tokens. `scopes`: narrower than those of the grant."""
    spec, accept = endpoint.spec, visit.request.headers.get("accept", "")
    grant.issuer = state.issuer(visit, endpoint.provider, endpoint.own)
    kind = state.due(visit, "id_token")
    has_nonce = visit.stage == "token"
    facts = signed_facts(state, grant) | {"accept": accept}
    facts["id_token"] = None
    if grant.person:
        facts["id_token"] = lambda: id_token(state, grant, kind, nonce=has_nonce)
    if scopes is not None:
        facts["scope"] = grant.separator.join(scopes)
    if state.due(visit, "token") == "no_token":
        facts["token"] = None
    body: dict[str, Any] = fill(spec.get("body", RESPONSE), facts)
    if grant.refresh_token:
        body["refresh_token"] = grant.refresh_token
    return shaped(spec, body, facts)

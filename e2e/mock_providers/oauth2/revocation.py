"""Revocation (RFC 7009) and introspection (RFC 7662) of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_providers.memory.grants import TOKEN_LIFE
from mock_providers.oauth2.client import authenticate, presented
from mock_providers.oidc.id_token import person_claims
from mock_providers.wire import Refused, Response, json_response

if TYPE_CHECKING:
    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.grants import Token
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit


def revoke(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Revoke a token, or a refresh token's whole grant. An unknown token is not an error (§2.2)."""
    token = _named_token(state, visit, endpoint)
    if state.due(visit, "revoke") == "unsupported":
        why = "Requested fault: this kind of token cannot be revoked."
        raise Refused("unsupported_token_type", why)
    if token is None:
        visit.passed("no such token: nothing to revoke")
    elif is_refresh(state, token):
        token.grant.revoked = True
        visit.passed("refresh token and its access tokens revoked")
    else:
        token.ended = True
        visit.passed("access token revoked")
    return Response(200, b"", {"Cache-Control": "no-store"})


def introspect(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Describe a token to the client (RFC 7662 §2.2), or say only that it is not active."""
    token = _named_token(state, visit, endpoint)
    due = state.due(visit, "introspect")
    if token is None or due == "inactive" or not is_active(state, token):
        visit.passed("token not active")
        return json_response({"active": False})
    visit.passed("token active")
    return json_response(_description(state, token))


def is_active(state: State, token: Token) -> bool:
    is_young = state.now() - token.born <= TOKEN_LIFE
    return token.live and (is_young or is_refresh(state, token))


def is_refresh(state: State, token: Token) -> bool:
    return token is state.grants.refresh_tokens.get(token.grant.refresh_token)


def _description(state: State, token: Token) -> dict[str, Any]:
    grant = token.grant
    about = {
        "active": True,
        "client_id": grant.provider.client_id,
        "token_type": "Bearer",
        "scope": " ".join(token.scopes),
        "iat": int(token.born),
        "exp": int(token.born + TOKEN_LIFE),
        "iss": grant.issuer,
    }
    if grant.person:
        subject = person_claims(state, grant).get("sub", grant.person["id"])
        about |= {"sub": subject, "username": grant.person["username"]}
    return about


def _named_token(state: State, visit: Visit, endpoint: Endpoint) -> Token | None:
    """Return the token that the request names. Raises Refused: it belongs to another client."""
    sent = {**visit.request.query, **visit.request.form}
    if endpoint.spec.get("client") != ["anyone"] or presented(visit.request, endpoint):
        authenticate(visit, endpoint)
    text = sent.get("token", "")
    if not text:
        raise Refused("invalid_request", "The request has no token.")
    token = state.grants.refresh_tokens.get(text) or state.grants.tokens.get(text)
    if token is None:
        return None
    if token.grant.provider is not endpoint.provider:
        raise Refused("unauthorized_client", "This token was issued to another client.")
    visit.grant = token.grant
    return token

"""Find the flow that a callback belongs to: one that began in this browser, and only once."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import BaseOAuth1, BaseOAuth2PKCE
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import (
    AuthInputError,
    AuthSessionError,
    SocialAuthBaseException,
)

from rest_social_auth.conf import conf
from rest_social_auth.flow.record import Record, owner_of


def claim(request: Request, backend: BaseAuth[Any], *, connect: bool) -> Record | None:
    """Return the record of the flow that this callback ends, once; None if the page began it.

    Raises AuthInputError or AuthSessionError if the callback does not match a pending flow.
    """
    flows = backend.strategy.flows  # type: ignore[attr-defined]
    key = backend.data.get(
        backend.OAUTH_TOKEN_PARAMETER_NAME if isinstance(backend, BaseOAuth1) else "state"
    )
    if not key:
        if connect or needs_begin(backend) or any(flows.pending(backend.name)):
            raise AuthInputError(
                backend, code="state_required", parameter="state", stage="callback"
            )
        return None
    found: Record | None = flows.find(backend.name, key)
    if found is None:
        raise AuthSessionError(backend, code="session_context_missing", stage="callback")
    flow = found.flow
    if backend.data.get("redirect_uri", flow.redirect_uri) != flow.redirect_uri:
        raise AuthInputError(
            backend, code="redirect_uri_mismatch", parameter="redirect_uri", stage="callback"
        )
    if flow.connect != owner_of(request, connect=connect):
        raise AuthSessionError(backend, code="user_mismatch", stage="callback")
    check_issuer(backend)
    if not flows.end(found):  # another request was a moment faster
        raise AuthSessionError(backend, code="session_context_missing", stage="callback")
    return found


def needs_begin(backend: BaseAuth[Any]) -> bool:
    """Return True if a code cannot be exchanged without what the server stored at first."""
    if conf.require_state or isinstance(backend, BaseOAuth1):
        return True
    if isinstance(backend, OpenIdConnectAuth) and backend.USE_NONCE:
        return True
    if not isinstance(backend, BaseOAuth2PKCE) or "code_verifier" in backend.data:
        return False
    return bool(backend.setting("USE_PKCE", backend.DEFAULT_USE_PKCE))


def check_issuer(backend: BaseAuth[Any]) -> None:
    """Refuse a callback from another issuer, or without one if the provider promised to name it.

    Otherwise a provider could pass off another provider's code as its own (RFC 9207 §2.4).
    """
    if not isinstance(backend, OpenIdConnectAuth):
        return
    issuer = backend.data.get("iss")
    wrong = issuer != backend.id_token_issuer() if issuer else announces_issuer(backend)
    if wrong:
        raise AuthInputError(backend, code="issuer_mismatch", parameter="iss", stage="callback")


def announces_issuer(backend: OpenIdConnectAuth[Any]) -> bool:
    """Return True if the provider's discovery document promises `iss` in each callback."""
    try:
        facts = backend.oidc_config() if backend.oidc_endpoint() else {}
    except SocialAuthBaseException:  # configured by hand, without discovery
        return False
    return facts.get("authorization_response_iss_parameter_supported") is True

"""Begin a flow: ask social-core for the authorization URL, and keep what completing it needs."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import BaseOAuth1
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import (
    AuthConfigurationError,
    AuthResponseError,
)

from rest_social_auth.flow.pending import LIFETIME, Flow, Pending, parse_qs
from rest_social_auth.flow.redirect_uri import choose_redirect_uri


def begin(request: Request, backend: BaseAuth[Any], *, connect: bool = False) -> dict[str, Any]:
    """Return `authorization_url`, and `state` or `oauth_token` to recognise the callback by.

    Raises SocialAuthBaseException where the redirect URI is not allowed or, for OAuth 1, where the
    provider gives no request token; AuthConfigurationError where there are no sessions.
    """
    if not hasattr(request, "session"):
        raise AuthConfigurationError(backend, code="sessions_required", stage="begin")
    redirect_uri = choose_redirect_uri(request, backend, backend.data.get("redirect_uri"))
    backend.redirect_uri = redirect_uri
    user: Any = request.user if connect else None
    backend.prepare_auth(user=user)
    url = backend.auth_url()
    begun = recognisable_by(backend)
    for key in begun.values():
        Pending(backend).add(key, Flow.new(redirect_uri, connect=str(user.pk) if user else None))
    return {
        "provider": backend.name,
        "protocol": protocol(backend),
        "authorization_url": url,
        **begun,
        "expires_in": LIFETIME,
    }


def recognisable_by(backend: BaseAuth[Any]) -> dict[str, str]:
    """Return what the callback will be known by; nothing where the provider echoes no state."""
    if isinstance(backend, BaseOAuth1):
        return {"oauth_token": request_token(backend)}
    state: str | None = backend.begun_state  # type: ignore[attr-defined]
    return {"state": state} if state else {}


def request_token(backend: BaseOAuth1[Any]) -> str:
    """Return the newest request token, without its secret, which stays in the session.

    Raises AuthResponseError where the provider does not confirm the callback (RFC 5849 §2.1).
    """
    tokens = backend.strategy.session_get(backend.name + backend.UNATHORIZED_TOKEN_SUFIX)
    token = parse_qs(tokens[-1])
    if token.get("oauth_callback_confirmed") != "true":
        raise AuthResponseError(
            backend, code="malformed_response", claim="oauth_callback_confirmed", stage="begin"
        )
    name: str = token["oauth_token"]
    return name


def protocol(backend: BaseAuth[Any] | type[BaseAuth[Any]]) -> str:
    """Return `oauth1`, `oauth2` or `oidc`."""
    kind = backend if isinstance(backend, type) else type(backend)
    if issubclass(kind, BaseOAuth1):
        return "oauth1"
    return "oidc" if issubclass(kind, OpenIdConnectAuth) else "oauth2"

"""A flow, without HTTP framing: begin it, then complete it with what the provider sent back.

social-core makes, keeps and checks the secrets (state, PKCE verifier, nonce, request token) in the
session. Beside them stands one small record per flow (`pending.py`), so that a flow ends as it
began: in the same browser, with the same provider, redirect URI and purpose, and only once.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import BaseOAuth1
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import (
    AuthConfigurationError,
    AuthResponseError,
    SocialAuthBaseException,
)

from rest_social_auth.answer import claim, raise_refusal
from rest_social_auth.pending import LIFETIME, Flow, Pending, parse_qs
from rest_social_auth.provider.adapted_backend import odd_answers_as_malformed
from rest_social_auth.redirects import choose_redirect_uri


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
    begun = handle(backend)
    for key in begun.values():
        Pending(backend).add(key, Flow.new(redirect_uri, connect=str(user.pk) if user else None))
    return {
        "provider": backend.name,
        "protocol": protocol(backend),
        "authorization_url": url,
        **begun,
        "expires_in": LIFETIME,
    }


def complete(request: Request, backend: BaseAuth[Any], *, connect: bool = False) -> Any:
    """Return the user whom the provider's answer belongs to (or what a pipeline step returned).

    Raises SocialAuthBaseException; whatever else an odd answer of the provider makes a backend
    class throw becomes `malformed_response`.
    """
    raise_refusal(backend)
    try:
        with odd_answers_as_malformed(backend):
            flow = claim(request, backend, connect=connect)
            asked = backend.data.get("redirect_uri")
            backend.redirect_uri = (
                flow.redirect_uri if flow else choose_redirect_uri(request, backend, asked)
            )
            return backend.complete(user=request.user if connect else None, request=request)
    except SocialAuthBaseException:
        write_down(request)
        raise


def write_down(request: Request) -> None:
    """Save that the flow has ended: Django itself saves no session with an answer of 5xx."""
    session = getattr(request, "session", None)
    if session is not None and session.modified:
        with suppress(UpdateError):  # ended meanwhile, and the flow with it
            session.save()


def handle(backend: BaseAuth[Any]) -> dict[str, str]:
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

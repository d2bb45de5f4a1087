"""A flow, without HTTP framing: begin it, then complete it with what the provider sent back.

social-core makes, keeps and checks the secrets (state, PKCE verifier, nonce, request token) in the
session. Beside them stands one small record per flow (`pending.py`), so that a flow ends as it
began: in the same browser, with the same provider, redirect URI and purpose, and only once.
"""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import BaseOAuth1, BaseOAuth2PKCE
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import (
    AuthCanceled,
    AuthConfigurationError,
    AuthInputError,
    AuthResponseError,
    AuthSessionError,
    SocialAuthBaseException,
)

from rest_social_auth.conf import conf
from rest_social_auth.pending import LIFETIME, Flow, Pending, parse_qs
from rest_social_auth.redirects import choose_redirect_uri

# What a callback carries instead of a code where the person, or the provider, said no
# (RFC 6749 §4.1.2.1; OAuth 1 left it to the providers).
REFUSALS = {"error", "denied", "oauth_problem"}


def begin(request: Request, backend: BaseAuth[Any], *, connect: bool = False) -> dict[str, Any]:
    """Return `authorization_url`, and `state` or `oauth_token` to recognise the callback by.

    Raises SocialAuthBaseException where the redirect URI is not allowed or, for OAuth 1, where the
    provider gives no request token; AuthConfigurationError where there are no sessions.
    """
    require_sessions(request, backend)
    redirect_uri = choose_redirect_uri(request, backend, backend.data.get("redirect_uri"))
    backend.redirect_uri = redirect_uri
    user: Any = request.user if connect else None
    backend.prepare_auth(user=user)
    url = backend.auth_url()
    key = request_token(backend) if isinstance(backend, BaseOAuth1) else backend.begun_state  # type: ignore[attr-defined]
    Pending(backend).add(key, Flow.new(redirect_uri, connect=str(user.pk) if user else None))
    return {
        "provider": backend.name,
        "protocol": protocol(backend),
        "authorization_url": url,
        "oauth_token" if isinstance(backend, BaseOAuth1) else "state": key,
        "expires_in": LIFETIME,
    }


def complete(request: Request, backend: BaseAuth[Any], *, connect: bool = False) -> Any:
    """Return the user whom the provider's answer belongs to (or what a pipeline step returned).

    Raises SocialAuthBaseException; whatever else an odd answer of the provider makes a backend
    class throw becomes `malformed_response`.
    """
    raise_refusal(backend)
    flow = claim(request, backend, connect=connect)
    asked = backend.data.get("redirect_uri")
    backend.redirect_uri = (
        flow.redirect_uri if flow else choose_redirect_uri(request, backend, asked)
    )
    try:
        return backend.complete(user=request.user if connect else None, request=request)
    except SocialAuthBaseException:
        raise
    except Exception as error:
        if backend.strategy.pipeline_error is error:  # type: ignore[attr-defined]
            raise  # a step of the pipeline failed, not the provider
        raise AuthResponseError(backend, code="malformed_response", stage="user_info") from error


def require_sessions(request: Request, backend: BaseAuth[Any]) -> None:
    if not hasattr(request, "session"):
        raise AuthConfigurationError(backend, code="sessions_required", stage="begin")


def raise_refusal(backend: BaseAuth[Any]) -> None:
    """Where the provider sent no code: forget the flow, and raise AuthCanceled or what it says."""
    refusal = REFUSALS & set(backend.data)
    if not refusal:
        return
    pending = Pending(backend)
    key = backend.data.get("state") or backend.data.get("denied") or backend.data.get("oauth_token")
    if key and pending.find(key):
        pending.forget(key)
        pending.save()
    try:
        backend.process_error(backend.data)
    except AuthCanceled:
        raise
    except SocialAuthBaseException as error:
        # It came by way of the browser: whoever sent it, a server error it is not.
        raise AuthInputError(
            backend,
            code="authorization_failed",
            stage="callback",
            recovery="restart_login",
            provider_code=error.provider_code,
        ) from error
    raise AuthCanceled(backend, stage="callback")


def claim(request: Request, backend: BaseAuth[Any], *, connect: bool) -> Flow | None:
    """Return the flow that this answer ends, once; None where it needs none.

    Raises AuthInputError or AuthSessionError where the answer is not the one that was waited for.
    """
    pending = Pending(backend)
    key = backend.data.get(
        backend.OAUTH_TOKEN_PARAMETER_NAME if isinstance(backend, BaseOAuth1) else "state"
    )
    if not key:
        if connect or pending or needs_begin(backend):
            raise AuthInputError(
                backend, code="state_required", parameter="state", stage="callback"
            )
        # The page began by itself, has checked its own state, and may have its own verifier.
        backend.STATE_PARAMETER = False  # type: ignore[attr-defined]
        backend.posted_verifier = backend.data.get("code_verifier")  # type: ignore[attr-defined]
        return None
    flow = pending.find(key)
    if flow is None:
        raise AuthSessionError(backend, code="session_context_missing", stage="callback")
    if backend.data.get("redirect_uri", flow.redirect_uri) != flow.redirect_uri:
        raise AuthInputError(
            backend, code="redirect_uri_mismatch", parameter="redirect_uri", stage="callback"
        )
    if flow.connect != (str(request.user.pk) if connect else None):
        raise AuthSessionError(backend, code="user_mismatch", stage="callback")
    check_issuer(backend)
    pending.remove(key)
    return flow


def needs_begin(backend: BaseAuth[Any]) -> bool:
    """Tell whether a code is worth nothing without what the server kept when the flow began."""
    if conf.require_state or isinstance(backend, BaseOAuth1):
        return True
    if isinstance(backend, OpenIdConnectAuth) and backend.USE_NONCE:
        return True
    if not isinstance(backend, BaseOAuth2PKCE) or "code_verifier" in backend.data:
        return False
    return bool(backend.setting("USE_PKCE", backend.DEFAULT_USE_PKCE))


def check_issuer(backend: BaseAuth[Any]) -> None:
    """Refuse an answer of another issuer, or of none where the provider promised to name itself.

    RFC 9207 §2.4: so no provider can pass another's code off as its own.
    """
    if not isinstance(backend, OpenIdConnectAuth):
        return
    issuer = backend.data.get("iss")
    wrong = issuer != backend.id_token_issuer() if issuer else names_itself(backend)
    if wrong:
        raise AuthInputError(backend, code="issuer_mismatch", parameter="iss", stage="callback")


def names_itself(backend: OpenIdConnectAuth[Any]) -> bool:
    """Tell whether the provider's discovery document promises `iss` in each answer."""
    try:
        facts = backend.oidc_config() if backend.oidc_endpoint() else {}
    except SocialAuthBaseException:  # set up by hand, without discovery
        return False
    return facts.get("authorization_response_iss_parameter_supported") is True


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

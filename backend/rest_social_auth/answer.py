"""What came back: a refusal, or an answer that belongs to a flow which began in this browser."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import BaseOAuth1, BaseOAuth2PKCE
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import (
    AuthCanceled,
    AuthInputError,
    AuthSessionError,
    SocialAuthBaseException,
)

from rest_social_auth.conf import conf
from rest_social_auth.pending import Flow, Pending

# What a callback carries instead of a code where the person, or the provider, said no
# (RFC 6749 §4.1.2.1; OAuth 1 left it to the providers).
REFUSALS = {"error", "denied", "oauth_problem"}

# How Apple and LinkedIn say `access_denied`, which social-core does not know.
DECLINES = {"user_cancelled_authorize", "user_cancelled_login"}

# Providers that start applications in their own pages, and what they send instead of a code.
INSTEAD_OF_CODE = {"facebook-app": "signed_request", "loginradius": "token", "vk-app": "auth_key"}


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
    if str(backend.data.get("error")) in DECLINES:
        raise AuthCanceled(backend, stage="callback")
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

"""Complete a flow with what the provider sent back: a refusal, or a code that can be claimed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthCanceled, AuthInputError, SocialAuthBaseException

from rest_social_auth.flow.claim import claim
from rest_social_auth.flow.pending import Pending
from rest_social_auth.flow.redirect_uri import choose_redirect_uri
from rest_social_auth.provider.adapted_backend import odd_answers_as_malformed

# What a callback carries instead of a code where the person, or the provider, said no
# (RFC 6749 §4.1.2.1; OAuth 1 left it to the providers).
REFUSALS = {"error", "denied", "oauth_problem"}

# How Apple and LinkedIn say `access_denied`, which social-core does not know.
DECLINES = {"user_cancelled_authorize", "user_cancelled_login"}


def complete(request: Request, backend: BaseAuth[Any], *, connect: bool = False) -> Any:
    """Return the user whom the provider's answer belongs to (or what a pipeline step returned).

    Raises SocialAuthBaseException; whatever else an odd answer of the provider makes a backend
    class throw becomes `malformed_response`.
    """
    raise_refusal(backend)
    try:
        with odd_answers_as_malformed(backend):
            flow = claim(request, backend, connect=connect)
            if flow is not None:
                backend.redirect_uri = flow.redirect_uri
            else:
                asked = backend.data.get("redirect_uri")
                backend.redirect_uri = choose_redirect_uri(request, backend, asked)
                backend.trust_the_page()  # type: ignore[attr-defined]
            return backend.complete(user=request.user if connect else None, request=request)
    except SocialAuthBaseException:
        save_session_now(request)
        raise


def is_refusal(parameters: Mapping[str, Any]) -> bool:
    """Tell whether the callback's parameters say that there will be no code."""
    return not REFUSALS.isdisjoint(parameters)


def raise_refusal(backend: BaseAuth[Any]) -> None:
    """If the provider sent a refusal: forget the flow, and raise AuthCanceled or what it says."""
    if not is_refusal(backend.data):
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


def save_session_now(request: Request) -> None:
    """Save that the flow has ended: Django itself saves no session with an answer of 5xx."""
    session = getattr(request, "session", None)
    if session is not None and session.modified:
        with suppress(UpdateError):  # ended meanwhile, and the flow with it
            session.save()

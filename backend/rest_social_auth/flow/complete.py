"""Complete a flow with what the provider sent back: a refusal, or a code that can be claimed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthCanceled, AuthInputError, SocialAuthBaseException
from social_core.utils import PARTIAL_TOKEN_SESSION_NAME
from social_django.strategy import create_session

from rest_social_auth.flow.claim import claim
from rest_social_auth.flow.pause import paused
from rest_social_auth.flow.record import owner_of
from rest_social_auth.flow.redirect_uri import choose_redirect_uri
from rest_social_auth.provider.malformed import malformed_if_unexpected

# What a callback contains instead of a code if the person, or the provider, refused
# (RFC 6749 §4.1.2.1; OAuth 1 left it to the providers).
REFUSALS = {"error", "denied", "oauth_problem"}

# How Apple and LinkedIn say `access_denied`, which social-core does not know.
DECLINES = {"user_cancelled_authorize", "user_cancelled_login"}


def complete(
    request: Request, backend: BaseAuth[Any], redirect_uri: str | None, *, connect: bool = False
) -> Any:
    """Return the user whom the provider identified (or what a pipeline step returned).

    `redirect_uri` is for a page that began the flow itself. Raises SocialAuthBaseException; any
    other error that a backend class raises on an unexpected response becomes `malformed_response`.
    """
    raise_refusal(backend)
    with malformed_if_unexpected(backend):
        record = claim(request, backend, connect=connect)
        if record is None:
            backend.redirect_uri = choose_redirect_uri(request, backend, redirect_uri)
            backend.trust_the_page()  # type: ignore[attr-defined]
        else:
            backend.redirect_uri = record.flow.redirect_uri
        user = request.user if connect else None
        session = record.session if record is not None else create_session()
        result = run(backend, session, partial(backend.complete, user=user, request=request))
        return paused(backend, session, result, connect=owner_of(request, connect=connect))


def run(backend: BaseAuth[Any], session: SessionBase, complete: Callable[[], Any]) -> Any:
    """Let social-core complete the sign-in and run the pipeline, with what the record contains."""
    strategy: Any = backend.strategy
    before = {*session.keys()}
    with strategy.keeping_in(session):
        result = complete()
    # The record is gone, so move what pipeline steps have stored there to the session.
    for name in {*session.keys()} - before - {PARTIAL_TOKEN_SESSION_NAME}:
        strategy.session_set(name, session[name])
    return result


def is_refusal(parameters: Mapping[str, Any]) -> bool:
    """Return True if the callback's parameters say that there will be no code."""
    return not REFUSALS.isdisjoint(parameters)


def raise_refusal(backend: BaseAuth[Any]) -> None:
    """If the callback is a refusal, forget the flow; raise AuthCanceled or the matching error."""
    if not is_refusal(backend.data):
        return
    key = backend.data.get("state") or backend.data.get("denied") or backend.data.get("oauth_token")
    flows = backend.strategy.flows  # type: ignore[attr-defined]
    if declined := flows.find(backend.name, key):
        flows.end(declined)
    if str(backend.data.get("error")) in DECLINES:
        raise AuthCanceled(backend, stage="callback")
    try:
        backend.process_error(backend.data)
    except AuthCanceled:
        raise
    except SocialAuthBaseException as error:
        # The browser delivered this, so it is a client error, whoever wrote it.
        raise AuthInputError(
            backend,
            code="authorization_failed",
            stage="callback",
            recovery="restart_login",
            provider_code=error.provider_code,
        ) from error
    raise AuthCanceled(backend, stage="callback")

"""A sign-in that pauses, because a `@partial` step asks for something, and resumes.

social-core stores the paused pipeline in a table, under a token. That token alone must not be worth
anything, so it is bound to the browser as a state is, with a separate record found by a cookie.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http.response import HttpResponseRedirectBase
from rest_framework.request import Request
from rest_framework.response import Response
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthPolicyError, AuthSessionError, SocialAuthBaseException
from social_core.utils import PARTIAL_TOKEN_SESSION_NAME
from social_django.strategy import create_session

from rest_social_auth.flow import record
from rest_social_auth.flow.record import Flow, owner_of
from rest_social_auth.partial import Wanted


def token_posted(backend: BaseAuth[Any]) -> str | None:
    """Return the token of the paused sign-in that this request resumes, if any."""
    name: Any = backend.setting("PARTIAL_PIPELINE_TOKEN_NAME", "partial_token")
    token: str | None = backend.data.get(name)
    return token


def resume(request: Request, backend: BaseAuth[Any], *, connect: bool = False) -> Any:
    """Continue where the pipeline paused; return what `complete()` would have returned.

    Raises AuthSessionError if no sign-in with this token has paused in this browser.
    """
    strategy: Any = backend.strategy
    token = token_posted(backend)
    user: Any = request.user if connect else None
    found = strategy.flows.find(backend.name, token)
    if found is None:
        raise AuthSessionError(backend, code="session_context_missing", stage="pipeline")
    if found.flow.connect != owner_of(request, connect=connect):
        raise AuthSessionError(backend, code="user_mismatch", stage="pipeline")
    if not strategy.flows.end(found):  # another request was a moment faster
        raise AuthSessionError(backend, code="session_context_missing", stage="pipeline")
    backend.redirect_uri = found.flow.redirect_uri
    with strategy.keeping_in(found.session):
        partial = load(backend, token, user)
        try:
            result = backend.continue_pipeline(partial)
        except SocialAuthBaseException:
            keep(backend, found.session, found.flow)  # the person may correct what was refused
            raise
        strategy.clean_partial_pipeline(token)
    return paused(backend, found.session, result, connect=found.flow.connect)


def load(backend: BaseAuth[Any], token: str | None, user: Any) -> Any:
    partial: Any = backend.strategy.partial_load(token or "")
    if partial is None or partial.backend != backend.name:
        raise AuthSessionError(backend, code="session_context_missing", stage="pipeline")
    backend.validate_partial_pipeline(partial, user)
    partial.request_data = backend.strategy.request_data()
    if user is not None:
        partial.extend_kwargs({"user": user})
    return partial


def paused(
    backend: BaseAuth[Any], session: SessionBase, result: Any, *, connect: str | None
) -> Any:
    """Return the result, or, if a step has paused, keep a record for the rest of the flow.

    Raises AuthPolicyError `login_incomplete` if the step has said what it needs, or redirects the
    person to another page. Any other response of the step is returned with the token in it.
    """
    token = session.get(PARTIAL_TOKEN_SESSION_NAME)
    if token is None or hasattr(result, "is_active"):
        return result
    keep(backend, session, Flow.new(backend.name, token, str(backend.redirect_uri), connect))
    context: dict[str, Any] = {"partial_token": token}
    if isinstance(result, Wanted):
        context["wanted"] = list(result.fields)
    elif isinstance(result, HttpResponseRedirectBase):
        context["continue_url"] = result.url
    else:
        if isinstance(result, Response) and isinstance(result.data, dict):
            result.data.setdefault("partial_token", token)
        return result
    raise AuthPolicyError(
        backend,
        code="login_incomplete",
        stage="pipeline",
        recovery="correct_input",
        context=context,
    )


def keep(backend: BaseAuth[Any], session: SessionBase, flow: Flow) -> None:
    """Write the session's data into a record for this flow, and give the browser its cookie."""
    kept = create_session()
    kept.update(dict(session.items()))
    backend.strategy.flows.add(flow, record.write(kept, flow))  # type: ignore[attr-defined]

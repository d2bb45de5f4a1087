"""What a page may ask for when it begins a flow: scopes, a prompt, a hint, and where to go next.

All of it is refused unless the project allows it, except what only adds a question to the consent
page, or fills in a field there.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import BaseOAuth2
from social_core.utils import setting_name

from rest_social_auth.conf import conf
from rest_social_auth.provider.wishes import Wishes

NEXT = "rest_social_auth_next"  # the key in the flow's record
# What browsers skip or read as a slash, so that a path becomes the address of another host.
DECEPTIVE = re.compile(r"[\s\\\x00-\x1f\x7f]")


def granted(backend: BaseAuth[Any], asked: dict[str, Any], *, with_url: bool) -> Wishes:
    """Return what the page asked for. Raises ValidationError if any of it is not allowed.

    Without an authorization URL, and for OAuth 1, only `next` can be asked for.
    """
    scope = tuple(asked.get("scope", "").split())
    prompts = asked.get("prompt", "").split()
    wished = [(name, asked.get(name, "")) for name in ("prompt", "login_hint")]
    parameters = tuple((name, value) for name, value in wished if value)
    if (scope or parameters) and not (with_url and isinstance(backend, BaseOAuth2)):
        field = parameters[0][0] if parameters else "scope"
        raise refusal(field, "This flow has no such parameter.")
    if not {*scope} <= {*backend.setting("BEGIN_SCOPES", ())}:
        raise refusal("scope", setting=setting_name(backend.name, "BEGIN_SCOPES"))
    if not {*prompts} <= {*conf.begin_prompts}:
        raise refusal("prompt", setting="REST_SOCIAL_BEGIN_PROMPTS")
    goal: str = asked.get("next", "")
    if goal and not is_safe(backend, goal):
        raise refusal("next", setting="SOCIAL_AUTH_ALLOWED_REDIRECT_HOSTS")
    return Wishes(scope, parameters, goal)


def is_safe(backend: BaseAuth[Any], goal: str) -> bool:
    """Return True for a path of the page's own origin, or a URL on a host that is listed."""
    hosts: Any = backend.setting("ALLOWED_REDIRECT_HOSTS", [])
    is_path = goal.startswith("/")
    return (
        not DECEPTIVE.search(goal)
        and (is_path or "://" in goal)
        and url_has_allowed_host_and_scheme(goal, {*hosts}, require_https=not settings.DEBUG)
    )


def refusal(field: str, message: str = "", *, setting: str = "") -> ValidationError:
    hint = f" Allow it in {setting}." if settings.DEBUG and setting else ""
    said = message or f"The server does not allow this.{hint}"
    return ValidationError({field: [ErrorDetail(said, code="not_allowed")]})


def with_next(backend: BaseAuth[Any], response: Response) -> Response:
    """Return the response with the `next` that the flow began with, if this request ends it."""
    ended = backend.strategy.flows.ended  # type: ignore[attr-defined]
    goal = ended.session.get(NEXT) if ended else None
    if goal and isinstance(response.data, dict):
        response.data["next"] = goal
    return response

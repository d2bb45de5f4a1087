"""For a pipeline step that needs something from the person before it can continue.

    from rest_social_auth.partial import Wanted
    from social_core.pipeline.partial import partial

    @partial
    def require_email(strategy, details, user=None, **kwargs):
        if user is None and not details.get("email"):
            email = strategy.request_data().get("email")
            if not email:
                return Wanted("email")
            details["email"] = email

The login endpoint then responds with the problem `login_incomplete`, which has a `partial_token`
and says what is `wanted`. The page asks the person, and posts both to the same endpoint:

    {"provider": "github", "partial_token": "<partial token>", "email": "sam@example.com"}

`require_details` is such a step, and part of the default pipeline:

    SOCIAL_AUTH_REQUIRED_DETAILS = ["email"]  # of every provider
    SOCIAL_AUTH_GITHUB_REQUIRED_DETAILS = ["email"]  # of one
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from social_core.backends.base import BaseAuth
from social_core.pipeline.partial import partial


class Wanted:
    """What a step returns to pause: the names of the fields that the page has to send."""

    def __init__(self, *fields: str) -> None:
        self.fields = fields


def require_details(
    backend: BaseAuth[Any], details: dict[str, Any], user: Any = None, *args: Any, **kwargs: Any
) -> Any:
    """Ask a new person for the required details that the provider did not give."""
    if user is not None or not missing(backend, details):
        return None
    return ask(backend=backend, details=details, user=user, **kwargs)


@partial
def ask(backend: BaseAuth[Any], details: dict[str, Any], **kwargs: Any) -> Any:
    """Take the missing details from the request, or pause until they are sent."""
    data = backend.strategy.request_data()
    names = missing(backend, details)
    given = {name: data[name].strip() for name in names if is_usable(name, data.get(name))}
    details = {**details, **given}
    if wanted := missing(backend, details):
        return Wanted(*wanted)
    return {"details": details}


def missing(backend: BaseAuth[Any], details: dict[str, Any]) -> list[str]:
    required: Any = backend.setting("REQUIRED_DETAILS", [])
    return [name for name in required if not details.get(name)]


def is_usable(name: str, value: Any) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    if name == "email":
        try:
            validate_email(value.strip())
        except ValidationError:
            return False
    return True

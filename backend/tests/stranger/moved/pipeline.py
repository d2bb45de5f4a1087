"""Two steps, before and after all others, that do what a test tells them."""

from __future__ import annotations

from rest_framework.exceptions import APIException
from rest_framework.response import Response
from social_core.exceptions import AuthException
from social_core.pipeline.partial import partial

from rest_social_auth.partial import Wanted

todo = {}


def first(*args, **kwargs):
    return todo["first"](*args, **kwargs) if "first" in todo else None


def last(*args, **kwargs):
    return todo["last"](*args, **kwargs) if "last" in todo else None


@partial
def require_email(strategy, details, user=None, **kwargs):
    """As in social-core's documentation, with a response that the page can read."""
    if user is None and not details.get("email"):
        email = strategy.request_data().get("email", "")
        if "@" not in email:
            return Wanted("email")
        details["email"] = email
    return None


@partial
def redirect_for_email(strategy, details, current_partial, user=None, **kwargs):
    """As social-core's documentation has it."""
    if user is None and not details.get("email"):
        if email := strategy.request_data().get("email"):
            details["email"] = email
        else:
            return strategy.redirect(f"/email?partial_token={current_partial.token}")
    return None


@partial
def answer_by_itself(strategy, details, user=None, **kwargs):
    if user is None and not details.get("email"):
        if email := strategy.request_data().get("email"):
            details["email"] = email
        else:
            return Response({"please": "tell us your e-mail address"}, status=202)
    return None


class NotInvited(APIException):
    status_code = 409
    default_code = "not_invited"
    default_detail = "Ask for an invitation first."


class NotOurs(AuthException):
    def __str__(self):
        return "This is a club for members."

"""Two steps, before and after everything else, that do what a test asks of them."""

from __future__ import annotations

from rest_framework.exceptions import APIException
from social_core.exceptions import AuthException

todo = {}


def first(*args, **kwargs):
    return todo["first"](*args, **kwargs) if "first" in todo else None


def last(*args, **kwargs):
    return todo["last"](*args, **kwargs) if "last" in todo else None


class NotInvited(APIException):
    status_code = 409
    default_code = "not_invited"
    default_detail = "Ask for an invitation first."


class NotOurs(AuthException):
    def __str__(self):
        return "This is a club for members."

"""Which parts of a provider's profile may be stored with the user."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model

TEXTS = ("username", "email", "fullname", "first_name", "last_name")
ID_LENGTH = 255  # of social_django's column `uid`
# Control characters and halves of surrogate pairs, which no database should keep.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def is_text(value: Any) -> bool:
    """Return True if it can be stored as text: a string or a number, or nothing at all."""
    return value is None or (isinstance(value, str | int) and not isinstance(value, bool))


def is_storable_id(text: str) -> bool:
    # U+FFFD replaces undecodable bytes, so the ids of two people could become equal.
    return len(text) <= ID_LENGTH and "\ufffd" not in text and not UNPRINTABLE.search(text)


def storable_detail(name: str, value: Any) -> Any:
    """Return text without control characters that fits the user's column; else the value."""
    if value is None or not is_text(value):
        return value
    return fitting(name, UNPRINTABLE.sub("", str(value)))


def fitting(name: str, text: str) -> str:
    """Return as much of `text` as fits the user's column; of an address all or nothing.

    The pipeline itself shortens usernames, and derives the other names from a full name.
    """
    width = widths(get_user_model())
    column = "first_name" if name == "fullname" and name not in width else name
    longest = width.get(column)
    if longest is None or len(text) <= longest or name == "username":
        return text
    return "" if name == "email" else text[:longest]


@cache
def widths(users: Any) -> dict[str, int | None]:
    """Return the maximum length of each column of the user model, None if it has none."""
    return {f.name: getattr(f, "max_length", None) for f in users._meta.get_fields()}

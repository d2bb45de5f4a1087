"""Clean the username a provider suggests; reserved names get a random suffix."""

from __future__ import annotations

import secrets

from social_django.models import UserSocialAuth

RESERVED = {
    "abuse",
    "admin",
    "administrator",
    "api",
    "help",
    "me",
    "moderator",
    "null",
    "postmaster",
    "root",
    "security",
    "staff",
    "superuser",
    "support",
    "system",
    "webmaster",
    "www",
}


def clean(username: str) -> str:
    """Return letters, digits and a few signs of `username`; and four more if it is reserved."""
    cleaned: str = UserSocialAuth.clean_username(username)
    letters = "".join(filter(str.isalnum, cleaned)).casefold()
    return f"{cleaned}{secrets.token_hex(2)}" if letters in RESERVED else cleaned

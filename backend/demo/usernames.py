"""Spell a username in Latin letters; reserved names get a random suffix."""

from __future__ import annotations

import secrets

from anyascii import anyascii
from social_django.models import UserSocialAuth

MOST = UserSocialAuth.username_max_length()

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
    """Return letters, digits and a few signs, `zoe` for `zoë`, plus a suffix if it is reserved.

    social-core alone would drop everything that is not ASCII. Names that would become too long in
    Latin letters are left to it.
    """
    latin = anyascii(username)
    cleaned: str = UserSocialAuth.clean_username(latin if len(latin) <= MOST - 4 else username)
    letters = "".join(filter(str.isalnum, cleaned)).casefold()
    return f"{cleaned}{secrets.token_hex(2)}" if letters in RESERVED else cleaned

"""Accept each id_token once, however many processes there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import CreateError
from django.utils.crypto import salted_hmac
from social_django.strategy import create_session

SALT = "rest_social_auth.id_token"


def first_use(token: str, seconds: float) -> bool:
    """Return True for one caller only; the token is remembered for so many seconds.

    It is remembered in the store that SESSION_ENGINE names, which creates each key once. The
    signature is left out, because it can be written in several ways that are equally valid; and the
    key depends on SECRET_KEY, because a session whose key is known could be ended by its "owner".
    """
    signed, _, _ = token.rpartition(".")
    record: Any = create_session()
    record.set_expiry(timedelta(seconds=max(seconds, 1)))
    record._session_key = salted_hmac(SALT, signed, algorithm="sha256").hexdigest()[:32]
    try:
        record.save(must_create=True)
    except CreateError:
        return False
    return True

"""A user's sessions, if the store that SESSION_ENGINE names can list them.

Only stores that keep sessions in a table can: `db` and `cached_db`. The table has no column for the
user, so to list them is to read every session that has not expired.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import salted_hmac


def store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def can_list() -> bool:
    in_a_table = issubclass(store(), db.SessionStore)
    return in_a_table and apps.is_installed("django.contrib.sessions")


def sessions_of(user: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the row and the data of each session that signs this user in."""
    whose = user._meta.pk.value_to_string(user)
    hashes = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    live = store().get_model_class()._default_manager.filter(expire_date__gt=timezone.now())
    for row in live.order_by("-expire_date").iterator():
        data = row.get_decoded()
        if data.get(SESSION_KEY) == whose and data.get(HASH_SESSION_KEY) in hashes:
            yield row, data


def end(row: Any) -> None:
    store()(row.session_key).delete()  # from the cache, too


def public_id(key: str | None) -> str:
    """Return a public id for the session, because anyone who knows its key is signed in."""
    return salted_hmac("rest_social_auth.sessions", key or "", algorithm="sha256").hexdigest()[:32]

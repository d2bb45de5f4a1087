"""What the server keeps for one flow: a separate session, in the store that SESSION_ENGINE names.

It is written once when the flow begins, taken once when it ends, and expires after half an hour.
It contains the state, PKCE verifier, nonce and request token, where social-core stores and checks
them, and what makes a flow end as it began: with the same provider, redirect URI and purpose.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta
from time import time
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.sessions.backends import cache, cached_db, db, file
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import caches
from rest_framework.request import Request
from social_django.strategy import create_session

LIFETIME = 30 * 60  # seconds; social-core's STATE_LIFETIME
NAME = "rest_social_auth_flow"  # the key of our own data in that session


def now() -> int:
    return int(time() * 1000)


class Flow(NamedTuple):
    provider: str
    key: str  # what the callback is recognised by: the state or, for OAuth 1, the request token
    redirect_uri: str
    connect: str | None  # the user (primary key) to link the account to; None signs in
    begun_at: int  # milliseconds since the epoch

    @classmethod
    def new(cls, provider: str, key: str, redirect_uri: str, connect: str | None) -> Flow:
        return cls(provider, key, redirect_uri, connect, now())


def owner_of(request: Request, *, connect: bool) -> str | None:
    """Return the user (primary key) whom the request links an account to, if it does."""
    return str(request.user.pk) if connect else None


class Record(NamedTuple):
    session: SessionBase
    flow: Flow


def write(session: SessionBase, flow: Flow) -> str:
    """Store the flow in a new session, with all that social-core put there; return its key."""
    session[NAME] = flow._asdict()
    session.set_expiry(timedelta(seconds=LIFETIME))
    session.save(must_create=True)
    assert session.session_key
    return session.session_key


def read(key: str) -> Record | None:
    """Return what is stored under the key, if that is a flow that can still be completed."""
    session = create_session(key)
    kept = session.get(NAME)
    if not isinstance(kept, dict) or kept.keys() != set(Flow._fields):
        return None
    flow = Flow(**kept)
    return Record(session, flow) if now() - flow.begun_at < LIFETIME * 1000 else None


def take(record: Record) -> bool:
    """Delete the record; return True if it was still there, which holds for one caller only.

    With signed cookies there is nothing to delete. Third-party engines are asked first whether the
    record exists, which leaves a small race; social-core itself accepts each OAuth 2 state once.
    """
    session: Any = record.session
    key = session.session_key
    if isinstance(session, db.SessionStore):
        deleted, _ = session.model.objects.filter(session_key=key).delete()
        if isinstance(session, cached_db.SessionStore):
            caches[settings.SESSION_CACHE_ALIAS].delete(session.cache_key)
        return bool(deleted)
    if isinstance(session, cache.SessionStore):
        return bool(caches[settings.SESSION_CACHE_ALIAS].delete(session.cache_key))
    if isinstance(session, file.SessionStore):
        with suppress(FileNotFoundError):
            os.unlink(session._key_to_file(key))  # type: ignore[attr-defined]
            return True
        return False
    there = "signed_cookies" in type(session).__module__ or session.exists(key)
    session.delete(key)
    return there

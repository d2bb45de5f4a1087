"""Flows in each of Django's session stores, and what else SESSION_ENGINE decides."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import time
from typing import Any

import pytest
from django.contrib.sessions.backends import file
from django.core.cache import caches
from django.db import connections
from social_django.strategy import create_session

from rest_social_auth.flow import record
from rest_social_auth.flow.record import LIFETIME, Flow

ENGINES = ["db", "cache", "cached_db", "file"]
AT_ONCE = 8


@pytest.fixture(params=ENGINES)
def engine(request, settings, tmp_path, monkeypatch):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    monkeypatch.delattr(file.SessionStore, "_storage_path", raising=False)
    return request.param


def complete(visitor, callback, provider):
    return visitor.post(f"/api/login/social/token/{provider}/", callback, format="json")


@pytest.mark.parametrize("provider", ["github", "twitter", "google-openidconnect"])
def test_a_flow_ends_once_in_whichever_store_it_is_kept(engine, visitor, provider):
    callback = visitor.come_back(provider)

    first, again = complete(visitor, callback, provider), complete(visitor, callback, provider)

    assert first.status_code == 200, first.content
    assert (again.status_code, again.json()["code"]) == (403, "session_context_missing")


def test_a_flow_of_another_browser_is_not_found(engine, visitor, another_visitor):
    callback = visitor.come_back("github")

    assert complete(another_visitor, callback, "github").status_code == 403
    assert complete(visitor, callback, "github").status_code == 200


def test_a_record_expires_by_itself(engine, db, monkeypatch):
    key = begun()

    assert LIFETIME - 5 <= create_session(key).get_expiry_age() <= LIFETIME
    assert record.read(key)
    later = time() + LIFETIME + 1
    monkeypatch.setattr(record, "time", lambda: later)
    assert record.read(key) is None


def test_a_record_is_taken_by_one_of_many(database_file, engine):
    for _ in range(5):
        key = begun()
        found: list[Any] = [record.read(key) for _ in range(AT_ONCE)]
        start = Barrier(AT_ONCE)

        def take(each, start=start):
            start.wait()
            try:
                return record.take(each)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            assert sorted(pool.map(take, found)) == [False] * (AT_ONCE - 1) + [True]
        assert record.read(key) is None
        assert record.take(found[0]) is False


def test_a_login_session_is_not_a_flow(engine, visitor):
    visitor.sign_in("session")
    key = visitor.cookies["sessionid"].value

    assert record.read(key) is None
    assert visitor.get("/api/me/").json()["user"]


def test_a_record_of_another_version_is_not_a_flow(engine, db):
    session = create_session()
    session[record.NAME] = {"provider": "github", "state": "of an older version"}
    session.save(must_create=True)

    assert record.read(session.session_key or "") is None


def test_cached_records_are_gone_from_the_cache_too(settings, db):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    found: Any = record.read(begun())

    cache = caches[settings.SESSION_CACHE_ALIAS]
    assert cache.get(found.session.cache_key)
    assert record.take(found)
    assert cache.get(found.session.cache_key) is None


def begun() -> str:
    flow = Flow.new("github", "state", "https://app.example/callback", connect=None)
    return record.write(create_session(), flow)

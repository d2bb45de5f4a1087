"""D: a database that is slow, gone or changing during a sign-in."""

from __future__ import annotations

import json
import re
from importlib import import_module
from typing import Any

import pytest
import redis
from django.conf import settings as live
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from rest_framework.authtoken.models import Token
from social_core.backends.github import GithubOAuth2
from social_django.models import UserSocialAuth

from rest_social_auth.accounts import locks
from rest_social_auth.flow import record
from tests.security.support import accepted, complete, kept, login, post, refused, signed_in

GONE = pytest.mark.parametrize(
    "error",
    [
        OperationalError("database is locked"),
        OperationalError("attempt to write a readonly database"),
        OperationalError("disk full"),
        InterfaceError("connection already closed"),
    ],
    ids=["locked", "read-only", "full", "gone"],
)


def test_D03_one_e_mail_address_at_two_providers_is_two_users(visitor, another_visitor):
    first = accepted(visitor.sign_in("token_user", "github"))
    second = accepted(another_visitor.sign_in("token_user", "google-oauth2"))

    assert first["email"] == second["email"]
    assert first["id"] != second["id"]


@pytest.mark.parametrize("kind", ["session", "token", "jwt"])
@pytest.mark.parametrize("change", ["deleted", "deactivated"])
def test_D04_a_user_deleted_during_sign_in_leaves_no_row(visitor, monkeypatch, kind, change):
    accepted(visitor.sign_in("token_user"))
    old = get_user_model().objects.get().pk
    original: Any = GithubOAuth2.user_data

    def user_data(self, *args, **kwargs):
        people = get_user_model().objects.filter(pk=old)
        people.delete() if change == "deleted" else people.update(is_active=False)
        return original(self, *args, **kwargs)

    monkeypatch.setattr(GithubOAuth2, "user_data", user_data)
    response = complete(visitor, visitor.come_back("github"), kind=kind)

    if change == "deactivated":
        refused(response, 403, "account_disabled")
    else:
        accepted(response)
        assert get_user_model().objects.get().pk == UserSocialAuth.objects.get().user_id != old
    assert Token.objects.exclude(user__in=get_user_model().objects.all()).count() == 0


@GONE
@pytest.mark.parametrize("kind", ["session", "token", "jwt_user"])
def test_D05_D07_a_failing_database_is_reported_as_ours(visitor, monkeypatch, kind, error):
    callback = visitor.come_back("github")
    before = kept()

    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(UserSocialAuth.objects, "create", fail)
    monkeypatch.setattr(UserSocialAuth.objects, "select_related", fail)
    response = complete(visitor, callback, kind=kind)
    monkeypatch.undo()

    refused(response, 503, "storage_unavailable")
    assert int(response["Retry-After"]) > 0
    assert str(error) not in response.content.decode()
    assert kept() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("provider", ["github", "google-openidconnect", "twitter"])
@pytest.mark.parametrize("kind", ["session", "token_user", "jwt"])
def test_D05_D07_whichever_statement_fails_nothing_is_half_written(visitor, provider, kind):
    visitor.raise_request_exception = False
    users, connections = get_user_model().objects, UserSocialAuth.objects
    failed = 0
    while True:
        callback = visitor.come_back(provider)
        breaks = FailingStatement(failed)
        with connection.execute_wrapper(breaks):
            response = post(visitor, login(kind, provider), callback)
        visitor.take_csrf_token()
        if not breaks.failed:
            break
        refused(response, 503, "storage_unavailable")
        assert users.count() == connections.count(), "a user has a connection, or is not there"
        assert signed_in(visitor) is None
        failed += 1

    accepted(response)
    assert failed >= 3
    assert users.count() == connections.count() == 1


class FailingStatement:
    """Let the database fail at the statement of this number, counted without savepoints."""

    def __init__(self, number: int) -> None:
        self.left, self.failed = number, False

    def __call__(self, execute: Any, sql: str, *arguments: Any) -> Any:
        if re.match("SELECT|INSERT|UPDATE|DELETE", sql):
            self.failed |= self.left == 0
            self.left -= 1
            if self.left == -1:
                raise OperationalError("disk full")
        return execute(sql, *arguments)


def test_D04_a_row_that_is_gone_is_recognised_as_django_6_reports_it(monkeypatch):
    class NotUpdated(DatabaseError):
        """As each model has in Django 6; Django 5 raises a plain DatabaseError."""

    monkeypatch.setattr(locks, "NOT_UPDATED", NotUpdated)
    of_the_database = NotUpdated()
    of_the_database.__cause__ = Exception("what the driver raised")

    assert [locks.is_gone(each) for each in (NotUpdated(), DatabaseError())] == [True, True]
    assert not locks.is_gone(of_the_database)
    assert not locks.is_gone(OperationalError())


def test_D06_no_transaction_is_open_while_a_provider_is_called():
    assert not live.DATABASES["default"].get("ATOMIC_REQUESTS")


@GONE
@pytest.mark.parametrize("debug", [True, False])
def test_D10_a_failing_session_store_is_reported(visitor, settings, monkeypatch, error, debug):
    settings.DEBUG = debug
    visitor.raise_request_exception = False
    callback = visitor.come_back("github")

    def fail(*args, **kwargs):
        raise error

    with monkeypatch.context() as failing:
        failing.setattr(import_module(settings.SESSION_ENGINE).SessionStore, "load", fail)
        refused(complete(visitor, callback), 503, "storage_unavailable")

    accepted(complete(visitor, callback))


def test_D10_a_session_that_cannot_be_saved_is_reported(visitor, monkeypatch):
    visitor.raise_request_exception = False

    def fail(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(import_module(live.SESSION_ENGINE).SessionStore, "save", fail)

    refused(post(visitor, "begin/github/", {}), 503, "storage_unavailable")


def test_D10_a_flow_taken_by_another_request_is_reported(visitor, monkeypatch):
    callback = visitor.come_back("github")
    original: Any = record.take

    def take(found):
        assert original(found), "the other request, a moment before"
        return original(found)

    monkeypatch.setattr(record, "take", take)

    refused(complete(visitor, callback, kind="token"), 403, "session_context_missing")
    monkeypatch.undo()
    accepted(visitor.sign_in("token"))


def test_D10_a_session_ended_during_the_sign_in_does_not_end_the_flow(
    visitor, settings, monkeypatch
):
    visitor.sign_in("session")
    callback = visitor.come_back("github")
    original: Any = GithubOAuth2.user_data
    store = import_module(settings.SESSION_ENGINE).SessionStore(visitor.cookies["sessionid"].value)

    def user_data(self, *args, **kwargs):
        store.delete()
        return original(self, *args, **kwargs)

    monkeypatch.setattr(GithubOAuth2, "user_data", user_data)

    accepted(complete(visitor, callback, kind="token"))
    assert signed_in(visitor) is None


@pytest.mark.parametrize(
    "path", ["me/", "login/social/begin/github/", "login/social/token/github/"]
)
def test_D10_a_lost_cache_is_reported_and_makes_nobody_anonymous(
    visitor, monkeypatch, settings, limits, path
):
    """With sessions in the cache (REDIS_URL), Django treats a failing one as empty."""
    limits(social_me="9/min", social_begin="9/min", social_login="9/min")
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    visitor.raise_request_exception = False

    def fail(*args, **kwargs):
        raise redis.exceptions.ConnectionError

    for name in ("get", "set", "add", "incr"):
        monkeypatch.setattr(type(caches["default"]), name, fail)

    response = visitor.generic("GET" if path == "me/" else "POST", f"/api/{path}")

    refused(response, 503, "storage_unavailable")
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize("app", ["social_django", "sessions"])
def test_D11_a_server_with_an_old_database_is_not_ready(db, app):
    assert Client().get("/readyz").status_code == 200
    last = MigrationRecorder.Migration.objects.filter(app=app).latest("pk")

    last.delete()

    assert Client().get("/readyz").status_code == 503
    assert Client().get("/healthz").status_code == 200


def test_D12_the_stored_part_of_a_response_is_bounded(visitor, settings, monkeypatch):
    settings.SOCIAL_AUTH_GITHUB_EXTRA_DATA = ["bio", "company", "html_url"]
    original: Any = GithubOAuth2.user_data

    def user_data(self, *args, **kwargs):
        return {**original(self, *args, **kwargs), "bio": "x" * 100_000, "company": "a\x00b"}

    monkeypatch.setattr(GithubOAuth2, "user_data", user_data)
    accepted(visitor.sign_in("token"))

    stored = UserSocialAuth.objects.get().extra_data
    assert len(json.dumps(stored)) < 8 * 1024
    assert stored["company"] == "ab"

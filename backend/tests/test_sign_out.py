"""Signing out here and everywhere, and a user's sessions, with every kind of login."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from knox.auth import TokenAuthentication as Knox
from knox.models import AuthToken
from rest_framework.authtoken.models import Token

from rest_social_auth.accounts import recent_sign_in
from rest_social_auth.sign_out import LogoutEverywhereView, LogoutView
from tests.test_jwt_cookies import statements

LOGOUT, EVERYWHERE, SESSIONS = "/api/logout/", "/api/logout/everywhere/", "/api/sessions/"


@pytest.fixture(autouse=True)
def sessions_in_a_table(settings):
    """Whatever the environment says: only there can they be listed."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"


def is_signed_in(visitor):
    return visitor.get("/api/me/").json()["user"] is not None


def test_a_session_and_cookies_end_together(visitor):
    visitor.sign_in("jwt-cookie")
    visitor.take_csrf_token()
    visitor.sign_in("session")
    cookies = {name: each.value for name, each in visitor.cookies.items()}

    response = visitor.post(LOGOUT)

    assert (response.status_code, response["Clear-Site-Data"]) == (204, '"storage"')
    visitor.cookies["sessionid"] = cookies["sessionid"]
    assert not is_signed_in(visitor)
    for name, value in cookies.items():
        visitor.cookies[name] = value
    visitor.take_csrf_token()
    assert visitor.post("/api/login/social/jwt-cookie/refresh/").status_code == 401


def test_a_knox_token_ends_with_knox_own_signal(visitor, monkeypatch, signals):
    user = get_user_model().objects.create_user("ada")
    tokens = [AuthToken.objects.create(user)[1] for _ in range(2)]
    monkeypatch.setattr(LogoutView, "authentication_classes", [Knox])
    request = RequestFactory().post(LOGOUT, headers={"Authorization": f"Knox {tokens[0]}"})

    assert LogoutView.as_view()(request).status_code == 204

    assert AuthToken.objects.count() == 1
    assert signals == [user]


@pytest.fixture
def signals():
    from django.contrib.auth.signals import user_logged_out

    heard = []

    def hear(sender, user, **kwargs):
        heard.append(user)

    user_logged_out.connect(hear)
    yield heard
    user_logged_out.disconnect(hear)


def test_without_a_blacklist_no_refresh_token_is_said_to_have_ended(visitor, settings):
    refresh = visitor.sign_in("jwt").json()["refresh"]
    settings.DEBUG = True
    settings.INSTALLED_APPS = [each for each in settings.INSTALLED_APPS if "blacklist" not in each]

    response = visitor.post(LOGOUT, {"refresh": refresh}, format="json")

    assert (response.status_code, response.json()["code"]) == (501, "tokens_not_revocable")


@pytest.mark.parametrize("view", [LogoutView, LogoutEverywhereView])
def test_a_project_without_sessions_signs_out(db, view, monkeypatch):
    user = get_user_model().objects.create_user("ada")
    token = Token.objects.create(user=user)
    request = RequestFactory().post(LOGOUT, headers={"Authorization": f"Token {token.key}"})
    assert not hasattr(request, "session")

    assert view.as_view()(request).status_code == 204

    assert not Token.objects.exists()
    nobody = LogoutView.as_view()(RequestFactory().post(LOGOUT))
    assert nobody.status_code == 204


@pytest.mark.parametrize("kind", ["session", "token", "jwt", "jwt-cookie"])
def test_any_login_ends_all_of_them(visitor, another_visitor, kind):
    another_visitor.sign_in("session")
    response = visitor.sign_in(kind)
    visitor.take_csrf_token()
    if "token" in response.json():
        scheme = "Token" if kind == "token" else "Bearer"
        headers = {"Authorization": f"{scheme} {response.json()['token']}"}
    else:
        headers = {}

    response = visitor.post(EVERYWHERE, headers=headers)

    assert (response.status_code, response.content) == (204, b"")
    assert not is_signed_in(another_visitor)
    assert not is_signed_in(visitor)


def test_what_cannot_be_ended_is_named(visitor, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    user = get_user_model().objects.create_user("ada", password="a long and secret password")
    token = Token.objects.create(user=user)

    response = visitor.post(EVERYWHERE, headers={"Authorization": f"Token {token.key}"})

    assert (response.status_code, response.json()) == (200, {"left": ["sessions"]})
    assert not Token.objects.exists()


def test_sessions_are_listed_with_when_they_began_and_end(visitor, another_visitor):
    visitor.sign_in("session")
    another_visitor.sign_in("session", person="zoe")
    another_visitor.sign_in("session")

    listed = visitor.get(SESSIONS).json()

    assert [each["current"] for each in listed] == [False, True]
    assert {key for each in listed for key in each} == {
        *("id", "current", "signed_in_at", "expires_at")
    }
    for each in listed:
        began, ends = (datetime.fromisoformat(each[key]) for key in ("signed_in_at", "expires_at"))
        assert abs(began.timestamp() - recent_sign_in.now()) < 60
        assert ends > began


def test_a_session_is_ended_and_the_others_go_on(visitor, another_visitor):
    visitor.sign_in("session")
    another_visitor.sign_in("session")
    [other] = [each["id"] for each in visitor.get(SESSIONS).json() if not each["current"]]

    assert visitor.delete(f"{SESSIONS}{other}/").status_code == 204

    assert not is_signed_in(another_visitor)
    assert is_signed_in(visitor)
    assert [each["current"] for each in visitor.get(SESSIONS).json()] == [True]
    assert visitor.delete(f"{SESSIONS}{other}/").status_code == 404


def test_a_session_kept_in_a_cache_too_is_ended_there(visitor, another_visitor, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    visitor.sign_in("session")
    another_visitor.sign_in("session")
    [other] = [each["id"] for each in visitor.get(SESSIONS).json() if not each["current"]]

    assert visitor.delete(f"{SESSIONS}{other}/").status_code == 204

    assert not is_signed_in(another_visitor)


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", f"{'0' * 32}/")])
def test_a_store_that_cannot_list_says_so(visitor, settings, method, path):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    visitor.sign_in("session")

    response = visitor.generic(method, SESSIONS + path)

    assert (response.status_code, response.json()["code"]) == (501, "sessions_not_listed")


def test_signing_out_everywhere_takes_so_many_statements(visitor):
    visitor.sign_in("jwt")
    visitor.sign_in("session")
    with CaptureQueriesContext(connection) as queries:
        assert visitor.post(EVERYWHERE).status_code == 204

    assert statements(queries) == (11, 4)


def test_listing_reads_the_sessions_once_whoever_they_belong_to(visitor, another_visitor):
    visitor.sign_in("session")
    another_visitor.sign_in("session", person="zoe")
    with CaptureQueriesContext(connection) as queries:
        assert len(visitor.get(SESSIONS).json()) == 1

    assert Session.objects.count() > 1
    assert statements(queries) == (3, 0)

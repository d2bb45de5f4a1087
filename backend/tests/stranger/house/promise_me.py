"""The page learns who is signed in, however that was, and gets the CSRF token."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient
from stranger.house.urls import UserSerializer
from stranger.house.visitor import ME, SESSION

from rest_social_auth.me import MeView


def who(response):
    assert response.status_code == 200, response.content
    assert {*response.json()} == {"csrf_token", "user"}
    user = response.json()["user"]
    return user and (user["username"], user["email"])


def test_nobody_is_signed_in_at_first(visitor):
    assert who(visitor.get(ME)) is None
    assert who(visitor.get(f"{ME}/")) is None
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("kind", ["session", "token", "knox", "jwt"])
def test_the_user_is_shown_as_the_login_shows_them(visitor, kind):
    words = {"token": "Token", "knox": "Knox", "jwt": "JWT"}
    response = visitor.sign_in(kind)
    headers = (
        {"Authorization": f"{words[kind]} {response.json()['token']}"} if kind in words else {}
    )

    assert who(visitor.get(ME, headers=headers)) == ("ada", "ada@example.com")
    if kind == "session":
        assert visitor.get(ME).json()["user"] == response.json()


@pytest.mark.parametrize("protection", [True, False])
def test_the_csrf_token_is_the_one_that_a_session_needs(settings, mocks_browser, protection):
    """A project may lack CsrfViewMiddleware, because REST framework checks by itself."""
    if not protection:
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "Csrf" not in each]

    me = mocks_browser.get(ME)
    refused = mocks_browser.post(SESSION, {"provider": "github"})
    headers = {"X-CSRFToken": me.json()["csrf_token"]}
    let_in = mocks_browser.post(SESSION, {"provider": "github"}, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    assert (let_in.status_code, let_in.json()["code"]) == (400, "missing_parameter")


@pytest.fixture
def mocks_browser(db):
    return APIClient(enforce_csrf_checks=True)


def test_nobody_may_keep_a_copy(visitor):
    assert "no-store" in visitor.get(ME)["Cache-Control"]


def test_a_page_that_nobody_named_may_not_ask(visitor, settings):
    origin = {"Origin": "https://tenant.example"}

    assert visitor.get(ME, headers=origin).json()["code"] == "origin_not_allowed"
    settings.CORS_ALLOWED_ORIGINS = ["https://tenant.example"]
    assert who(visitor.get(ME, headers=origin)) is None


def test_credentials_that_have_expired_are_told(visitor):
    response = visitor.get(ME, headers={"Authorization": "Token gone"})

    assert (response.status_code, response.json()["code"]) == (401, "token_not_valid")


def test_the_project_shows_the_user_in_its_own_way(visitor, rf):
    visitor.sign_in("session")
    request = rf.get(ME)
    request.session = visitor.session
    request.user = get_user_model().objects.get()

    response = MeView.as_view(serializer_class=NameSerializer)(request)

    assert response.data["user"] == {"username": "ada"}


class NameSerializer(UserSerializer):
    class Meta(UserSerializer.Meta):
        fields = ("username",)

    protocol = intent = None


@pytest.mark.parametrize(
    ("host", "trusted", "code"),
    [
        ("localhost:5173", [], "missing_parameter"),
        ("127.0.0.1:8000", [], "origin_not_allowed"),
        ("127.0.0.1:8000", ["http://localhost:5173"], "missing_parameter"),
    ],
)
def test_a_dev_server_that_replaces_the_host_needs_a_trusted_origin(
    mocks_browser, settings, host, trusted, code
):
    """As with Vite's shorthand and Next.js; see the popup's README."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.CSRF_TRUSTED_ORIGINS = trusted
    settings.REST_SOCIAL_REDIRECT_URIS = ["http://localhost:5173/popup/callback.html"]
    page = {"Origin": "http://localhost:5173", "Host": host}

    token = mocks_browser.get(ME, headers=page).json()["csrf_token"]
    headers = {**page, "X-CSRFToken": token}
    response = mocks_browser.post(SESSION, {"provider": "github"}, headers=headers)

    assert response.json()["code"] == code

"""Wrong settings are reported: to the developer in the response, to the operator in the log."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

BEGIN = "/api/login/social/begin/"
CALLBACK = "http://testserver/popup/callback-github.html"


@pytest.fixture
def log(caplog):
    """Return what the app's last line in the log gives as the cause."""

    def cause():
        *_, last = (each for each in caplog.records if each.name == "rest_social_auth")
        return last.getMessage().partition(" cause=")[2]

    return cause


@pytest.fixture(autouse=True)
def debug(settings):
    settings.DEBUG = True


def told(response):
    body = response.json()
    return response.status_code, body["code"], body.get("hint")


def test_a_wrong_secret_names_the_settings_and_what_the_provider_said(visitor, settings, log):
    settings.SOCIAL_AUTH_GITHUB_SECRET = "wrong"

    assert told(visitor.sign_in("token")) == (
        502,
        "provider_rejected_client",
        "Compare SOCIAL_AUTH_GITHUB_KEY and SOCIAL_AUTH_GITHUB_SECRET with what the provider "
        "shows: it said incorrect_client_credentials.",
    )
    assert log() == "incorrect_client_credentials"


@pytest.mark.parametrize("key", [None, ""])
@pytest.mark.parametrize("path", [BEGIN, "/api/login/social/token/"])
def test_a_missing_key_is_reported_before_anyone_is_sent_to_the_provider(
    visitor, settings, log, key, path
):
    settings.SOCIAL_AUTH_GITHUB_KEY = key

    response = visitor.post(path, {"provider": "github", "code": "x"})

    assert told(response) == (501, "missing_setting", "Set SOCIAL_AUTH_GITHUB_KEY.")
    assert log() == "SOCIAL_AUTH_GITHUB_KEY"


def test_a_provider_that_is_not_listed(visitor):
    response = visitor.post(BEGIN, {"provider": "google-oauth2"})

    assert told(response) == (
        404,
        "unknown_provider",
        "AUTHENTICATION_BACKENDS lists no provider with this name.",
    )


def test_a_redirect_uri_that_is_not_listed(visitor, settings):
    settings.REST_SOCIAL_REDIRECT_URIS = ["http://testserver/other.html"]

    assert told(visitor.post(BEGIN, {"provider": "github"})) == (
        400,
        "redirect_uri_not_allowed",
        f"Add {CALLBACK} to REST_SOCIAL_REDIRECT_URIS.",
    )


def test_a_callback_that_an_oauth1_provider_does_not_know(visitor, log):
    body = {"provider": "twitter", "redirect_uri": "http://testserver/unknown.html"}

    assert told(visitor.post(BEGIN, body)) == (
        502,
        "http_error",
        "Register http://testserver/unknown.html as a callback at the provider, and compare "
        "SOCIAL_AUTH_TWITTER_KEY and SOCIAL_AUTH_TWITTER_SECRET.",
    )
    assert log().startswith("http_4")


@pytest.mark.parametrize("table", ["social_auth_usersocialauth", "authtoken_token", "auth_user"])
def test_a_forgotten_migrate(visitor, log, table):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO put_aside")

    response = visitor.sign_in("token")

    missing = f"no such table: {table}"
    assert told(response) == (503, "storage_unavailable", f"{missing}: run `manage.py migrate`.")
    assert log() == f"OperationalError: {missing}"


def test_a_page_on_127_0_0_1_that_calls_localhost(visitor):
    status, code, hint = told(visitor.sign_in("token", Origin="http://127.0.0.1:8000"))

    assert (status, code) == (403, "origin_not_allowed")
    assert hint.startswith("The page is at http://127.0.0.1:8000, the API at http://testserver.")
    assert "CSRF_TRUSTED_ORIGINS" in hint


def test_a_proxy_that_changes_the_host_is_about_the_origin_and_not_the_token(visitor, settings):
    settings.REST_SOCIAL_REDIRECT_URIS = [CALLBACK, "http://localhost:5173/callback.html"]
    page = Client(enforce_csrf_checks=True, headers={"Origin": "http://localhost:5173"})
    page.cookies["csrftoken"] = "a" * 32

    def post():
        return page.post(
            "/api/login/social/session/", {"code": "x"}, headers={"X-CSRFToken": "a" * 32}
        )

    status, code, hint = told(post())
    assert (status, code) == (403, "origin_not_allowed")
    assert "changeOrigin: false" in hint

    settings.CSRF_TRUSTED_ORIGINS = ["http://localhost:5173"]
    page.cookies["csrftoken"] = "b" * 32
    assert told(post()) == (403, "csrf_failed", None)


def test_nobody_else_gets_a_hint(visitor, settings):
    settings.DEBUG = False
    settings.SOCIAL_AUTH_GITHUB_SECRET = "wrong"

    assert told(visitor.sign_in("token", Origin="http://127.0.0.1"))[2] is None
    assert told(visitor.sign_in("token")) == (502, "provider_rejected_client", None)

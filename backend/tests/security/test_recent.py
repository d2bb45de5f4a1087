"""U19: changing how to sign in requires a recent sign-in."""

from __future__ import annotations

import pytest
from rest_framework.authentication import BaseAuthentication
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import AccessToken
from social_core.backends.github import GithubOAuth2
from social_django.models import UserSocialAuth

from rest_social_auth.accounts import recent_sign_in
from rest_social_auth.endpoint.choose_backend import load_strategy
from tests.security.support import accepted, complete, nothing_happens, post, refused, signed_in

CONNECTIONS = "/api/social/connections/"
SCHEMES = {"token": "Token", "jwt": "Bearer", "knox": "Knox"}
KINDS = ["session", *SCHEMES]
TEN_MINUTES = 600


@pytest.fixture
def later(monkeypatch):
    """Stop the clock; return a function that moves it on by so many seconds."""

    def put_on(seconds):
        past = recent_sign_in.now()
        monkeypatch.setattr(recent_sign_in, "now", lambda: past + seconds)

    put_on(0)
    return put_on


def sign_in(visitor, kind, provider="github", person="ada"):
    """Sign in, and take what was given along from now on."""
    given = accepted(complete(visitor, visitor.come_back(provider, person), provider, kind))
    if kind in SCHEMES:
        visitor.credentials(HTTP_AUTHORIZATION=f"{SCHEMES[kind]} {given['token']}")
    return given


def link(visitor, person="ada"):
    begun = visitor.begin("facebook", intent="connect")
    return finish(visitor, visitor.mocks.consent(begun["authorization_url"], person))


def finish(visitor, callback):
    return visitor.post(CONNECTIONS, {**callback, "provider": "facebook"}, format="json")


def too_long_ago(response):
    refused(response, 403, "reauthentication_required")
    assert response.json()["recovery"] == "reauthenticate"


@pytest.mark.parametrize("kind", KINDS)
def test_U19_linking_and_unlinking_require_a_recent_sign_in(visitor, later, kind):
    sign_in(visitor, kind)
    accepted(link(visitor), 201)
    begun = visitor.begin("facebook", intent="connect")
    callback = visitor.mocks.consent(begun["authorization_url"], "zoe")
    first = UserSocialAuth.objects.get(provider="github").pk

    later(TEN_MINUTES + 1)
    with nothing_happens(visitor.mocks):
        too_long_ago(post(visitor, "begin/facebook/", {"intent": "connect"}))
        too_long_ago(finish(visitor, callback))
        too_long_ago(visitor.delete(f"{CONNECTIONS}{first}/"))
    assert len(accepted(visitor.get(CONNECTIONS))) == 2, "reading is free"

    sign_in(visitor, kind)
    accepted(finish(visitor, callback), 201)
    assert visitor.delete(f"{CONNECTIONS}{first}/").status_code == (200 if kind == "token" else 204)


@pytest.mark.parametrize("kind", KINDS)
def test_U19_a_sign_in_ten_minutes_ago_is_recent(visitor, later, kind):
    sign_in(visitor, kind)

    later(TEN_MINUTES)
    accepted(link(visitor), 201)


def test_U19_renewing_a_json_web_token_is_not_a_sign_in(visitor, later):
    refresh = sign_in(visitor, "jwt")["refresh"]

    later(TEN_MINUTES + 1)
    for _ in range(2):
        renewed = accepted(visitor.post("/api/token/refresh/", {"refresh": refresh}, format="json"))
        refresh = renewed["refresh"]
        visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {renewed['access']}")
        with nothing_happens(visitor.mocks):
            too_long_ago(post(visitor, "begin/facebook/", {"intent": "connect"}))


def test_U19_a_json_web_token_without_auth_time_is_not_recent(visitor):
    sign_in(visitor, "jwt")
    silent = AccessToken.for_user(UserSocialAuth.objects.get().user)
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {silent}")

    too_long_ago(post(visitor, "begin/facebook/", {"intent": "connect"}))


@pytest.mark.parametrize("kind", KINDS)
def test_U19_a_sign_in_by_someone_else_changes_nothing(visitor, another_visitor, later, kind):
    sign_in(visitor, kind)

    later(TEN_MINUTES + 1)
    sign_in(another_visitor, kind, person="mallory")
    with nothing_happens(visitor.mocks):
        too_long_ago(post(visitor, "begin/facebook/", {"intent": "connect"}))


def test_U19_a_thief_cannot_use_a_session_of_their_own(visitor, another_visitor, monkeypatch):
    """A project may sign people in by a key in a header, for example, which was stolen."""
    sign_in(another_visitor, "session")
    ada = UserSocialAuth.objects.get().user
    sign_in(visitor, "session", person="mallory")

    class ByStolenKey(BaseAuthentication):
        def authenticate(self, request):
            return ada, None

    monkeypatch.setattr(APIView, "authentication_classes", [ByStolenKey])
    too_long_ago(post(visitor, "begin/facebook/", {"intent": "connect"}))


@pytest.mark.parametrize("kind", ["session", "jwt"])
def test_U19_a_sign_in_in_another_browser_does_not_help_a_thief(
    visitor, another_visitor, later, kind
):
    sign_in(visitor, kind)

    later(TEN_MINUTES + 1)
    sign_in(another_visitor, kind)
    with nothing_happens(visitor.mocks):
        too_long_ago(post(visitor, "begin/facebook/", {"intent": "connect"}))


@pytest.mark.parametrize("kind", ["token", "knox"])
def test_U19_renewing_a_token_of_the_provider_is_not_a_sign_in(
    visitor, settings, later, monkeypatch, kind
):
    settings.REST_SOCIAL_KEEP_PROVIDER_TOKENS = True
    monkeypatch.setattr(GithubOAuth2, "refresh_token", lambda *given: {"access_token": "renewed"})
    later(-TEN_MINUTES - 1)
    sign_in(visitor, kind)
    later(TEN_MINUTES + 1)
    connection = UserSocialAuth.objects.get()
    connection.extra_data["refresh_token"] = "given"

    connection.refresh_token(load_strategy())

    connection.refresh_from_db()
    assert connection.access_token == "renewed"
    too_long_ago(post(visitor, "begin/facebook/", {"intent": "connect"}))


def test_U19_signing_in_again_ends_a_stolen_session(visitor, another_visitor, later):
    sign_in(visitor, "session")
    another_visitor.cookies["sessionid"] = visitor.cookies["sessionid"].value

    later(TEN_MINUTES + 1)
    sign_in(visitor, "session")

    assert signed_in(visitor) == "ada"
    assert signed_in(another_visitor) is None


def test_U19_a_password_login_counts_as_a_sign_in(visitor, later):
    sign_in(visitor, "session")
    later(TEN_MINUTES + 1)

    visitor.force_login(UserSocialAuth.objects.get().user)
    visitor.take_csrf_token()

    accepted(link(visitor), 201)


@pytest.mark.parametrize("kind", KINDS)
def test_U19_a_project_can_turn_the_requirement_off(visitor, settings, later, kind):
    settings.REST_SOCIAL_RECENT_SIGN_IN = None
    sign_in(visitor, kind)

    later(10**6)
    accepted(link(visitor), 201)

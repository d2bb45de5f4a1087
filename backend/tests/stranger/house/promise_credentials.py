"""The project's authenticators and throttles find out who is asking, and how often."""

from __future__ import annotations

import pytest
from django.conf import settings as live
from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string
from rest_framework import throttling
from stranger.house.visitor import BEGIN, CONNECTIONS, PROVIDERS, TOKEN, Visitor, post

STALE = ["Token stale", "Knox stale", "JWT stale.stale.stale", "Basic !", "Token", "Token a b"]


class EveryMinute(throttling.UserRateThrottle):
    rate = "3/min"


@pytest.mark.parametrize("stale", STALE)
@pytest.mark.parametrize("kind", ["session", "token", "jwt", "jwt-sliding", "knox"])
def test_a_stale_token_in_a_header_does_not_block_a_login(visitor, rest_framework, stale, kind):
    rest_framework(DEFAULT_THROTTLE_CLASSES=[EveryMinute])

    assert visitor.sign_in(kind, Authorization=stale).status_code == 200


@pytest.mark.parametrize("stale", STALE)
def test_a_stale_token_in_a_header_does_not_block_begin(visitor, rest_framework, stale):
    rest_framework(
        DEFAULT_THROTTLE_CLASSES=[EveryMinute],
        DEFAULT_AUTHENTICATION_CLASSES=live.REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"],
    )

    assert post(visitor, BEGIN, {"provider": "github"}, Authorization=stale).status_code == 200
    headers = {"Authorization": stale}
    assert visitor.get(PROVIDERS, headers=headers).status_code == 200
    linking = {"provider": "github", "intent": "connect"}
    assert post(visitor, BEGIN, linking, Authorization=stale).status_code == 401
    assert visitor.get(CONNECTIONS, headers=headers).status_code == 401


def test_a_throttle_of_the_project_counts_people_and_addresses(visitor, rest_framework):
    rest_framework(DEFAULT_THROTTLE_CLASSES=[EveryMinute])
    token = visitor.sign_in("token").json()["token"]
    for _ in range(2):
        assert post(visitor, TOKEN, {"provider": "nobody"}).status_code == 404

    refused = post(visitor, TOKEN, {"provider": "nobody"})

    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 60
    mine = post(visitor, TOKEN, {"provider": "nobody"}, Authorization=f"Token {token}")
    assert mine.status_code == 404  # a person, who has not been counted yet


def test_a_session_cannot_link_without_the_csrf_token(db):
    browser = Visitor(enforce_csrf_checks=True)
    browser.force_login(get_user_model().objects.create_user("eve"))
    linking = {"provider": "github", "intent": "connect"}

    assert post(browser, BEGIN, linking).json()["code"] == "csrf_failed"


def test_the_project_decides_what_an_anonymous_user_is(visitor, rest_framework):
    rest_framework(UNAUTHENTICATED_USER=None)

    assert visitor.sign_in("token").status_code == 200
    assert visitor.get(CONNECTIONS).json()["code"] == "not_authenticated"


def test_a_challenge_is_the_one_of_the_authenticators(visitor, rest_framework):
    knox = import_string("knox.auth.TokenAuthentication")
    rest_framework(DEFAULT_AUTHENTICATION_CLASSES=[knox])

    assert visitor.get(CONNECTIONS)["WWW-Authenticate"] == "Knox"


def test_a_view_of_the_project_may_require_a_recent_sign_in(visitor, settings):
    headers = {"Authorization": f"Token {visitor.sign_in('token').json()['token']}"}
    assert visitor.post("/api/address/", headers=headers).json() == {"changed": True}
    settings.REST_SOCIAL_RECENT_SIGN_IN = -1

    response = visitor.post("/api/address/", headers=headers)

    assert response.status_code == 403
    assert response.json() == {"detail": "Please sign in again: this requires a recent sign-in."}
    assert post(visitor, CONNECTIONS, **headers).json()["code"] == "reauthentication_required"

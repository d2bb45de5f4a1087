"""JSON Web Tokens in cookies are the house's own, and every kind of login can be ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import RefreshToken, UntypedToken
from stranger.house.models import Device
from stranger.house.visitor import ME, PROBLEM, post

COOKIE = "/api/login/social/jwt-cookie/"
WORDS = {"token": "Token", "knox": "Knox", "jwt": "JWT"}


def user_of(response):
    return response.json()["user"]


@pytest.fixture
def at_home(visitor):
    assert visitor.sign_in("jwt-cookie").status_code == 200
    return visitor


def test_a_cookie_contains_a_token_of_the_configured_serializer(at_home):
    access, refresh = (at_home.cookies[f"social_{name}"] for name in ("access", "refresh"))

    for cookie in (access, refresh):
        said = UntypedToken(cookie.value).payload
        assert (said["sub"], said["name"], said["iss"]) == ("ada", "ada", "the house")
        assert {"pw", "auth_time", "since", "id", "kind"} <= {*said}
        assert cookie["max-age"] > timedelta(days=7).total_seconds() - 60
    assert refresh["path"] == f"{COOKIE}refresh"
    assert user_of(at_home.get(ME))["username"] == "ada"
    assert get_user_model().objects.get().last_login is not None


@pytest.mark.parametrize("rotate", [True, False])
def test_cookies_are_renewed_as_simplejwt_is_set_to(at_home, monkeypatch, rotate):
    monkeypatch.setattr(api_settings, "ROTATE_REFRESH_TOKENS", rotate)
    monkeypatch.setattr(api_settings, "BLACKLIST_AFTER_ROTATION", rotate)
    before = at_home.cookies["social_refresh"].value

    assert post(at_home, f"{COOKIE}refresh").status_code == 204

    assert (at_home.cookies["social_refresh"].value != before) is rotate
    assert user_of(at_home.get(ME))["username"] == "ada"


def test_simplejwt_own_serializer_and_a_deleted_user_are_no_500(at_home):
    refresh = at_home.cookies["social_refresh"].value
    get_user_model().objects.all().delete()

    for response in (
        post(at_home, f"{COOKIE}refresh/"),
        post(at_home, "/api/token/refresh", {"refresh": refresh}),
    ):
        assert (response.status_code, response["Content-Type"]) == (401, PROBLEM)
        assert response.json()["code"] == "token_not_valid"


def test_the_authentication_rule_decides_who_gets_cookies(visitor):
    get_user_model().objects.create_user("sam")
    visitor.sign_in("jwt-cookie", "ada")
    get_user_model().objects.filter(username="ada").delete()

    response = visitor.sign_in("jwt-cookie", "sam")

    assert response.status_code in {200, 403}
    assert ("social_access" in response.cookies) is (response.status_code == 200)


@pytest.mark.parametrize("kind", ["session", "token", "knox", "jwt", "jwt-cookie"])
def test_what_has_signed_in_is_signed_out(visitor, kind):
    response = visitor.sign_in(kind).json()
    headers = {"Authorization": f"{WORDS[kind]} {response['token']}"} if kind in WORDS else {}
    body = {"refresh": response["refresh"]} if kind == "jwt" else {}
    assert user_of(visitor.get(ME, headers=headers))["username"] == "ada"

    assert post(visitor, "/api/logout", body, **headers).status_code == 204

    if kind == "jwt":
        assert post(visitor, "/api/token/refresh", body).status_code == 401
    else:
        after = visitor.get(ME, headers=headers)
        assert after.status_code == 401 or user_of(after) is None


def test_everything_ends_and_with_check_revoke_token_access_tokens_do_too(at_home):
    token = at_home.sign_in("jwt").json()["token"]
    at_home.sign_in("knox")
    kept = at_home.cookies["social_access"].value
    headers = {"Authorization": f"JWT {token}"}

    assert post(at_home, "/api/logout/everywhere", **headers).status_code == 204

    assert not Device.objects.exists()
    assert at_home.get(ME, headers=headers).status_code == 401
    at_home.cookies["social_access"] = kept
    assert user_of(at_home.get(ME)) is None
    assert RefreshToken(at_home.cookies["social_refresh"].value, verify=False)["sub"] == "ada"


def test_a_knox_token_of_the_project_model_ends_as_knox_ends_it(visitor):
    heard = []
    user_logged_out.connect(lambda user, **more: heard.append(user.get_username()), weak=False)
    token = visitor.sign_in("knox").json()["token"]

    assert post(visitor, "/api/logout", Authorization=f"Knox {token}").status_code == 204

    assert heard == ["ada"]
    assert not Device.objects.exists()


def test_sessions_are_listed(visitor):
    visitor.sign_in("session")

    [session] = visitor.get("/api/sessions").json()

    assert session["current"] is True
    assert visitor.delete(f"/api/sessions/{session['id']}").status_code == 204
    assert user_of(visitor.get(ME)) is None

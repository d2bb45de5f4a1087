"""Every way to sign in, with OAuth 1 and OAuth 2, however the request is written."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.tokens import AccessToken
from social_django.models import UserSocialAuth

from tests.conftest import Visitor

ADA = {"username": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}
KINDS = ["session", "token", "token_user", "jwt", "jwt_user"]
PROVIDERS = ["github", "twitter"]


def post(visitor: Visitor, kind: str, provider: str, data: dict, where: str, form: str):
    """Post the callback's parameters as form data or JSON, with the provider in the URL or not."""
    if where == "body":
        data = {**data, "provider": provider}
    path = f"/api/login/social/{kind}/" + {"url": f"{provider}/", "body": ""}[where]
    if form == "json":
        return visitor.post(path, data, format="json")
    return visitor.post(path, urlencode(data), content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize("form", ["form", "json"])
@pytest.mark.parametrize("where", ["url", "body"])
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_endpoint_signs_in(visitor, kind, provider, where, form):
    callback = visitor.come_back(provider)

    response = post(visitor, kind, provider, callback, where, form)

    assert response.status_code == 200, response.content
    user = get_user_model().objects.get()
    body = response.json()
    jwt, refresh = body.pop("token", None), body.pop("refresh", None)
    assert body == ({} if kind in {"token", "jwt"} else {"id": user.pk, **ADA})
    if kind == "session":
        assert visitor.session["_auth_user_id"] == str(user.pk)
    else:
        assert "_auth_user_id" not in visitor.session
    if kind.startswith("token"):
        assert jwt == Token.objects.get(user=user).key
    if kind.startswith("jwt"):
        assert AccessToken(jwt)["user_id"] == str(user.pk)
        claims = {"token_type", "exp", "iat", "jti", "user_id", "aud", "iss", "auth_time"}
        assert set(AccessToken(jwt).payload) == claims
    assert bool(refresh) is kind.startswith("jwt")


@pytest.mark.parametrize("path", ["token/github", "token/github/", "token", "token/"])
def test_the_last_slash_may_be_left_out(visitor, path):
    callback = {**visitor.come_back("github"), "provider": "github"}

    response = visitor.post(f"/api/login/social/{path}", callback, format="json")

    assert response.status_code == 200, response.content


def test_the_provider_in_the_url_wins_over_the_one_in_the_body(visitor):
    callback = {**visitor.come_back("github"), "provider": "facebook"}

    response = visitor.post("/api/login/social/token/github/", callback, format="json")

    assert response.status_code == 200, response.content
    assert UserSocialAuth.objects.get().provider == "github"


@pytest.mark.parametrize("provider", ["github", "google-oauth2", "facebook", "twitter"])
def test_a_second_visit_signs_in_the_same_user(visitor, another_visitor, provider):
    first = visitor.sign_in("token_user", provider).json()

    second = another_visitor.sign_in("token_user", provider).json()

    assert second == first
    assert get_user_model().objects.count() == 1


def test_two_people_at_one_provider_are_two_users(visitor, another_visitor):
    ada = visitor.sign_in("token_user", person="ada").json()
    mallory = another_visitor.sign_in("token_user", person="mallory").json()

    assert ada["id"] != mallory["id"]
    assert ada["token"] != mallory["token"]


def test_one_email_address_at_two_providers_is_two_users(visitor, another_visitor):
    github = visitor.sign_in("token_user", "github").json()
    google = another_visitor.sign_in("token_user", "google-oauth2").json()

    assert github["email"] == google["email"]
    assert github["id"] != google["id"]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("person", ["sam", "zoe"])
def test_people_with_little_or_unusual_data_sign_in(visitor, settings, provider, person):
    settings.SOCIAL_AUTH_GITHUB_REQUIRED_DETAILS = []

    assert visitor.sign_in("token_user", provider, person).status_code == 200


@pytest.mark.parametrize("kind", ["token_user", "session", "jwt_user"])
def test_a_new_person_without_a_required_detail_is_asked_for_it_once(visitor, kind):
    path = f"/api/login/social/{kind}/github/"
    asked = visitor.sign_in(kind, "github", "sam")
    assert (asked.status_code, asked.json()["wanted"]) == (403, ["email"])

    body = {"partial_token": asked.json()["partial_token"], "email": "no address"}
    again = visitor.post(path, body, format="json")
    assert (again.status_code, again.json()["wanted"]) == (403, ["email"])

    body = {"partial_token": again.json()["partial_token"], "email": " sam@example.com "}
    user = visitor.post(path, body, format="json")
    assert (user.status_code, user.json()["email"]) == (200, "sam@example.com")
    visitor.take_csrf_token()
    assert visitor.sign_in(kind, "github", "sam").json()["id"] == user.json()["id"]


def test_people_whose_provider_gave_the_detail_are_not_asked(visitor):
    assert visitor.sign_in("token_user", "github", "ada").json()["email"] == "ada@example.com"


def test_oauth1_gives_the_request_token_without_its_secret(visitor):
    step1 = visitor.post("/api/login/social/token/", {"provider": "twitter"}, format="json")

    assert step1.status_code == 200
    begun = step1.json()
    assert begun == {
        "provider": "twitter",
        "protocol": "oauth1",
        "authorization_url": begun["authorization_url"],
        "oauth_token": begun["oauth_token"],
        "expires_in": 1800,
    }
    assert f"oauth_token={begun['oauth_token']}" in begun["authorization_url"]
    callback = visitor.mocks.consent(begun["authorization_url"])
    step2 = visitor.post(
        "/api/login/social/token/", {**callback, "provider": "twitter"}, format="json"
    )
    assert list(step2.json()) == ["token"]


@pytest.mark.parametrize("provider", ["github", "google-oauth2", "facebook", "twitter"])
def test_begin_returns_the_authorization_url_and_no_secret(visitor, provider):
    begun = visitor.begin(provider)

    oauth1 = provider == "twitter"
    key = "oauth_token" if oauth1 else "state"
    assert begun == {
        "provider": provider,
        "protocol": "oauth1" if oauth1 else "oauth2",
        "authorization_url": begun["authorization_url"],
        key: begun[key],
        "expires_in": 1800,
    }
    assert re.fullmatch(r"[\w-]{24,}", begun[key])
    assert "secret" not in begun["authorization_url"]


def test_the_mocks_see_exactly_the_calls_of_one_sign_in(visitor):
    visitor.sign_in("token")

    seen = [
        f"{each['method']} {each['url'].partition('?')[0]}" for each in visitor.mocks.requests()
    ]

    assert seen == [
        "GET https://github.com/login/oauth/authorize",
        "POST https://github.com/login/oauth/access_token",
        "GET https://api.github.com/user",
        "GET https://api.github.com/user/emails",
    ]


def test_declining_signs_nobody_in(visitor):
    for provider in ["github", "google-oauth2", "facebook", "twitter"]:
        callback = visitor.mocks.decline(visitor.begin(provider)["authorization_url"])

        response = visitor.post(f"/api/login/social/session/{provider}/", callback, format="json")

        assert (response.status_code, response.json()["code"]) == (400, "authorization_declined")
    assert not get_user_model().objects.exists()
    assert "_auth_user_id" not in visitor.session


def test_me_says_who_is_signed_in_and_logout_ends_it(visitor):
    assert visitor.get("/api/me/").json()["user"] is None
    user = visitor.sign_in("session").json()
    connection = UserSocialAuth.objects.get()

    me = visitor.get("/api/me/").json()

    assert me == {
        "csrf_token": me["csrf_token"],
        "user": {
            **user,
            "connections": [
                {
                    "id": connection.pk,
                    "provider": "github",
                    "uid": "mock:9000000000007001",
                    "title": "GitHub",
                }
            ],
        },
    }
    assert visitor.post("/api/logout/").status_code == 204
    assert visitor.get("/api/me/").json()["user"] is None


@pytest.mark.parametrize(("kind", "scheme"), [("token", "Token"), ("jwt", "Bearer")])
def test_me_knows_the_bearer_of_a_token(visitor, kind, scheme):
    token = visitor.sign_in(kind).json()["token"]

    response = visitor.get("/api/me/", headers={"Authorization": f"{scheme} {token}"})

    assert response.json()["user"]["username"] == "ada"


def test_a_token_is_worth_nothing_after_sign_out(visitor):
    headers = {"Authorization": f"Token {visitor.sign_in('token').json()['token']}"}

    assert visitor.post("/api/logout/", headers=headers).status_code == 204

    response = visitor.get("/api/me/", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "token_not_valid")

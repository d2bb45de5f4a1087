"""What rest-social-auth 10's README and example project have people do, in their order."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.urls import reverse
from rest_framework.test import APIClient

from rest_social_auth.views import load_strategy

pytestmark = pytest.mark.django_db
ADA = {"username", "email", "first_name", "last_name", "picture", "id"}


def answered(url, person):
    """Visit the provider's page at its mock; return what it sends to the callback."""
    here = url.replace("https://", f"{settings.REST_SOCIAL_MOCK_URL}/")
    response = requests.get(here, {"mock_person": person}, allow_redirects=False, timeout=10)
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


def code(provider, person="ada"):
    """The page sends the person to the provider by itself, with its client id, URI and scope."""
    query = {
        "client_id": f"mock-{provider}",
        "redirect_uri": f"http://testserver{reverse('home', args=[provider])}",
        "scope": "email",
        "response_type": "code",
    }
    address = load_strategy().get_backend(provider).authorization_url()
    return answered(f"{address}?{urlencode(query)}", person)["code"]


@pytest.fixture
def page():
    return APIClient()


def test_nothing_stops_the_project(settings):
    settings.DEBUG = True  # as the project has it; tests turn it off

    assert [each for each in run_checks() if each.level >= 40] == []


@pytest.mark.parametrize("form", ["json", "multipart"])
@pytest.mark.parametrize("provider", ["facebook", "google-oauth2"])
@pytest.mark.parametrize(
    ("kind", "fields", "me", "scheme"),
    [
        ("session", set(), "session", ""),
        ("token", {"token"}, "token", "Token"),
        ("token_user", {"token"}, "token", "Token"),
        ("jwt-pair", {"token", "refresh"}, "jwt", "Bearer"),
        ("jwt-pair-user", {"token", "refresh"}, "jwt", "Bearer"),
        ("jwt-sliding", {"token"}, "jwt", "Bearer"),
        ("jwt-sliding-user", {"token"}, "jwt", "Bearer"),
        ("knox", {"token"}, "knox", "Token"),
        ("knox_user", {"token"}, "knox", "Token"),
    ],
)
def test_a_code_signs_in_and_the_answer_says_who(page, form, provider, kind, fields, me, scheme):
    body = {"provider": provider, "code": code(provider)}
    response = page.post(f"/api/login/social/{kind}/", body, format=form)

    assert response.status_code == 200, response.content
    tells_who = kind == "session" or kind.endswith("user")
    assert {*response.json()} >= (fields | {"username", "email"} if tells_who else fields)
    if scheme:
        page.credentials(HTTP_AUTHORIZATION=f"{scheme} {response.json()['token']}")
    known = page.get(f"/api/user/{me}/")
    assert (known.status_code, known.json()["email"]) == (200, "ada@example.com")


def test_the_provider_may_be_in_the_url_which_wins(page):
    body = {"code": code("facebook"), "provider": "google-oauth2"}

    for path in ("session/facebook/", "session/facebook"):
        body["code"] = code("facebook")
        assert page.post(f"/api/login/social/{path}", body).status_code == 200
    assert get_user_model().objects.get().social_auth.get().provider == "facebook"


def test_the_redirect_uri_of_the_body_wins(page):
    other = f"http://testserver{reverse('home', args=['twitter'])}"
    body = {"provider": "facebook", "code": code("facebook")}

    refused = page.post("/api/login/social/token/", {**body, "redirect_uri": other})
    assert refused.json()["code"] == "authorization_code_rejected"

    own = f"http://testserver{reverse('home', args=['facebook'])}"
    body = {**body, "code": code("facebook"), "redirect_uri": own}
    assert page.post("/api/login/social/token/", body).status_code == 200


@pytest.mark.parametrize("form", ["json", "multipart"])
@pytest.mark.parametrize("in_url", [True, False])
def test_oauth1_takes_two_posts_to_one_address(page, form, in_url):
    path = "/api/login/social/twitter" if in_url else "/api/login/social/"
    named = {} if in_url else {"provider": "twitter"}

    first = page.post(path, named, format=form).json()
    # The page builds the address by itself, from the request token alone.
    address = "https://api.twitter.com/oauth/authenticate"
    callback = answered(f"{address}?oauth_token={first['oauth_token']}", "ada")
    body = {**named, **callback, "redirect_state": "a state of the page"}
    second = page.post(path, body, format=form)

    assert second.status_code == 200, second.content
    assert {*second.json()} >= ADA
    assert not {*second.json()} & {"password", "groups", "user_permissions"}


def test_what_satellizer_adds_to_the_body_does_no_harm(page):
    body = {
        "code": code("google-oauth2"),
        "clientId": "mock-google-oauth2",
        "redirectUri": "http://testserver/",
        "oauthData": {"code": "x"},
        "authorizationData": {"scope": "email"},
        "userData": {},
    }
    response = page.post("/api/login/social/session/google-oauth2/", body, format="json")

    assert response.status_code == 200, response.content


def test_a_step_that_answers_is_the_answer(page):
    body = {"provider": "facebook", "code": code("facebook", "sam")}

    response = page.post("/api/login/social/token/", body)

    assert (response.status_code, response.json()) == (400, {"error": "We need an e-mail address."})
    assert not get_user_model().objects.exists()


def test_a_step_that_saves_the_user_and_one_that_forgets_the_other(page):
    first = page.post("/api/login/social/", {"provider": "facebook", "code": code("facebook")})
    body = {"provider": "google-oauth2", "code": code("google-oauth2", "zoe")}
    second = page.post("/api/login/social/", body)

    assert first.json()["picture"].startswith("https://pictures.example/FacebookOAuth2")
    assert second.json()["picture"].startswith("https://pictures.example/GoogleOAuth2")
    assert first.json()["id"] != second.json()["id"]


def test_signing_out_by_a_view_of_the_project_ends_the_session(page):
    page.post("/api/login/social/", {"provider": "facebook", "code": code("facebook")})
    assert page.get("/api/user/session/").status_code == 200

    assert page.post("/api/logout/session/").status_code == 204
    assert page.get("/api/user/session/").status_code == 403

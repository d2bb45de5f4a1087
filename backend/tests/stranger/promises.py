"""The stranger's project works as it did with rest-social-auth 10."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

CALLBACK = "http://testserver/popup/callback-{}.html"
HELLO_ADA = {"id": 1, "nick": "hello-ada", "email": "ada@example.com"}

pytestmark = pytest.mark.django_db


def consent(url, person="ada"):
    response = requests.get(url, params={"mock_person": person}, allow_redirects=False, timeout=10)
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


def code(person="ada"):
    """The page builds the authorization URL itself, as the README says, and drops the state."""
    query = {
        "client_id": "mock-github",
        "redirect_uri": CALLBACK.format("github"),
        "response_type": "code",
    }
    authorize = f"{settings.REST_SOCIAL_MOCK_URL}/github.com/login/oauth/authorize"
    return consent(f"{authorize}?{urlencode(query)}", person)["code"]


@pytest.fixture
def client():
    return APIClient()


def post(client, name, body, form="json"):
    return client.post(reverse(name), body, format=form)


@pytest.mark.parametrize("form", ["json", "multipart"])
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("login_social_session", {"id", "nick", "email", "picture"}),
        ("login_social_token", {"token"}),
        ("login_social_token_user", {"token", "id", "nick", "email", "picture"}),
        ("login_social_jwt_pair", {"token", "refresh"}),
        ("login_social_jwt_pair_user", {"token", "refresh", "id", "nick", "email", "picture"}),
        ("login_social_jwt_sliding", {"token"}),
        ("login_social_jwt_sliding_user", {"token", "id", "nick", "email", "picture"}),
        ("login_social_knox", {"token"}),
        ("login_social_knox_user", {"token", "id", "nick", "email", "picture"}),
    ],
)
def test_each_endpoint_takes_a_code_alone(client, name, fields, form):
    response = post(client, name, {"provider": "github", "code": code()}, form)

    assert response.status_code == 200, response.content
    assert set(response.json()) == fields
    assert get_user_model().objects.get().nick == "hello-ada"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("login_social_session", "social/session/"),
        ("login_social_token", "social/token/"),
        ("login_social_token_user", "social/token_user/"),
        ("login_social_jwt_pair", "social/jwt-pair/"),
        ("login_social_jwt_pair_user", "social/jwt-pair-user/"),
        ("login_social_jwt_sliding", "social/jwt-sliding/"),
        ("login_social_jwt_sliding_user", "social/jwt-sliding-user/"),
        ("login_social_knox", "social/knox/"),
        ("login_social_knox_user", "social/knox_user/"),
    ],
)
def test_url_names_resolve_as_before(name, path):
    assert reverse(name) == f"/api/login/{path}"
    assert reverse(name, kwargs={"provider": "github"}) == f"/api/login/{path}github"


def test_oauth1_takes_its_two_steps(client):
    step1 = post(client, "login_social_token", {"provider": "twitter"}).json()
    assert "oauth_token_secret" not in step1

    callback = consent(step1["authorization_url"])
    step2 = post(client, "login_social_token", {"provider": "twitter", **callback})

    assert step2.json() == {"token": Token.objects.get().key}


def test_a_view_with_a_serializer_of_its_own(client):
    response = post(client, "social_login", {"provider": "github", "code": code()})

    body = response.json()
    assert {name: body[name] for name in HELLO_ADA} == {**HELLO_ADA, "id": body["id"]}
    assert "password" not in body
    assert body["picture"].startswith("http")
    assert client.session["_auth_user_id"] == str(body["id"])


def test_a_view_that_renames_its_input_and_words_its_own_errors(client):
    assert post(client, "renamed", {"c": code(), "p": "github"}).status_code == 200

    response = post(client, "renamed", {"c": "wrong", "p": "github"})

    assert response.status_code == 418
    assert list(response.json()) == ["sorry"]


def test_a_token_with_claims_of_its_own(client):
    token = post(client, "nick", {"provider": "github", "code": code()}).json()["token"]

    response = client.get(reverse("who"), headers={"Authorization": f"Bearer {token}"})

    assert response.json() == {"nick": "hello-ada", "said": "hello-ada"}


def test_a_pipeline_step_that_refuses(client):
    body = {"provider": "github", "code": code("mallory")}
    response = post(client, "login_social_token", body)

    assert (response.status_code, response.json()["code"]) == (403, "authentication_disallowed")
    assert not get_user_model().objects.exists()


def test_a_pipeline_step_that_returns_a_response(client):
    response = post(client, "login_social_token", {"provider": "github", "code": code("sam")})

    assert (response.status_code, response.json()) == (
        202,
        {"please": "tell us your e-mail address"},
    )
    assert not get_user_model().objects.exists()


def test_the_names_that_a_project_may_import():
    from rest_social_auth import serializers, strategy, views

    for name in [
        "BaseSocialAuthView",
        "KnoxAuthMixin",
        "SimpleJWTAuthMixin",
        "SocialJWTPairOnlyAuthView",
        "SocialJWTPairUserAuthView",
        "SocialJWTSlidingOnlyAuthView",
        "SocialJWTSlidingUserAuthView",
        "SocialKnoxOnlyAuthView",
        "SocialKnoxUserAuthView",
        "SocialSessionAuthView",
        "SocialTokenOnlyAuthView",
        "SocialTokenUserAuthView",
        "decorate_request",
        "load_strategy",
    ]:
        assert hasattr(views, name)
    for name in [
        "JWTBaseSerializer",
        "JWTPairSerializer",
        "JWTSlidingSerializer",
        "KnoxSerializer",
        "OAuth1InputSerializer",
        "OAuth2InputSerializer",
        "TokenSerializer",
        "UserJWTPairSerializer",
        "UserJWTSlidingSerializer",
        "UserKnoxSerializer",
        "UserSerializer",
        "UserTokenSerializer",
    ]:
        assert hasattr(serializers, name)
    assert strategy.DRFStrategy
    assert views.load_strategy().request is None

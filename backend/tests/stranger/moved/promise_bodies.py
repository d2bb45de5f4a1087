"""A request's body means the same as before."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from stranger.house.visitor import code

from rest_social_auth import views

LOGIN = "/api/login/social/token/"


@pytest.fixture
def seen(steps):
    """The data of each request, as the pipeline's first step sees it."""
    found = []

    def look(strategy, **kwargs):
        found.append(strategy.request_data())

    steps["first"] = look
    return found


def test_numbers_booleans_and_lists_reach_the_pipeline(visitor, seen):
    own = {"newsletter": True, "age": 36, "topics": ["engines"], "address": {"city": "London"}}
    body = {"provider": "github", "code": code(), **own}

    assert visitor.post(LOGIN, body, format="json").status_code == 200
    assert seen == [body]


@pytest.mark.parametrize("name", ["access_token", "oauth_token_secret"])
def test_credentials_do_not_reach_the_pipeline(visitor, seen, name):
    body = {"provider": "github", "code": code()}

    assert visitor.post(LOGIN, {**body, name: "x"}, format="json").status_code == 200
    assert seen == [body]


@pytest.mark.parametrize(
    ("value", "form"), [(None, "json"), ("", "json"), ("", "multipart")], ids=str
)
def test_null_and_an_empty_field_are_as_good_as_absent(visitor, seen, value, form):
    names = ("state", "redirect_uri", "iss", "code_verifier", "error", "own")
    body = {"provider": "github", "code": code()}

    response = visitor.post(LOGIN, {**body, **dict.fromkeys(names, value)}, format=form)

    assert response.status_code == 200, response.content
    assert seen == [body]


def test_a_code_may_be_longer_than_four_thousand_characters(visitor):
    body = {"provider": "github", "code": "c" * 16_000}
    assert visitor.post(LOGIN, body).json()["code"] == "authorization_code_rejected"

    response = visitor.post(LOGIN, {**body, "code": "c" * 17_000})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_input")


@pytest.mark.parametrize("value", [5, True, ["x"], {"x": 1}])
@pytest.mark.parametrize("name", ["state", "error", "denied", "signed_request"])
def test_a_parameter_of_the_callback_is_text(visitor, name, value):
    body = {"provider": "github", "code": code(), name: value}

    response = visitor.post(LOGIN, body, format="json")

    assert response.status_code == (400 if name == "state" else 200), response.content


@pytest.mark.parametrize("uri", ["http://x.example/?a=1&b=2", "http://x.example/#a", "/a%26b"])
def test_a_redirect_uri_is_quoted_in_the_authorization_url(visitor, uri):
    body = {"provider": "github", "redirect_uri": uri}

    begun = visitor.post("/api/login/social/begin/", body, format="json").json()

    query = parse_qs(urlsplit(begun["authorization_url"]).query, strict_parsing=True)
    assert query["redirect_uri"] == [uri if "://" in uri else f"http://testserver{uri}"]
    assert {"a", "b"}.isdisjoint(query)


def test_the_settings_are_constants_of_views(settings):
    settings.REST_SOCIAL_DOMAIN_FROM_ORIGIN = False
    settings.REST_SOCIAL_OAUTH_REDIRECT_URI = "/callback/"

    assert views.DOMAIN_FROM_ORIGIN is False
    assert views.REDIRECT_URI == "/callback/"
    assert views.LOG_AUTH_EXCEPTIONS is True
    assert views.VERBOSE_ERRORS is False
    assert views.STRATEGY == "rest_social_auth.strategy.DRFStrategy"
    assert not hasattr(views, "SOMETHING_ELSE")

"""Which redirect URI is sent to a provider, and which are refused."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

PROVIDERS = ["github", "twitter"]
LISTED = "https://app.example/signed-in"


@pytest.fixture(autouse=True)
def any_redirect_uri(settings):
    settings.REST_SOCIAL_REDIRECT_URIS = None
    settings.CSRF_TRUSTED_ORIGINS = ["https://page.example"]


def begin(visitor, mocks, body=None, **headers):
    """Return the redirect URI that GitHub would get."""
    response = visitor.post("/api/login/social/begin/github/", body or {}, format="json", **headers)
    assert response.status_code == 200, response.content
    return parse_qs(urlsplit(response.json()["authorization_url"]).query)["redirect_uri"][0]


def test_the_host_and_the_path_are_the_default(visitor, mocks, settings):
    settings.REST_SOCIAL_OAUTH_REDIRECT_URI = "/signed-in/"

    assert begin(visitor, mocks) == "http://testserver/signed-in/"


def test_a_url_name_is_resolved_with_the_provider(visitor, mocks, settings):
    settings.REST_SOCIAL_OAUTH_REDIRECT_URI = "callback"

    assert begin(visitor, mocks) == "http://testserver/popup/callback-github.html"


def test_the_origin_of_the_page_overrides_the_host(visitor, mocks, settings):
    settings.REST_SOCIAL_OAUTH_REDIRECT_URI = "/signed-in/"

    uri = begin(visitor, mocks, HTTP_ORIGIN="https://page.example")

    assert uri == "https://page.example/signed-in/"


def test_the_origin_is_ignored_if_that_is_switched_off(visitor, mocks, settings):
    settings.REST_SOCIAL_DOMAIN_FROM_ORIGIN = False

    uri = begin(visitor, mocks, HTTP_ORIGIN="https://page.example")

    assert uri == "http://testserver/popup/callback-github.html"


@pytest.mark.parametrize("origin", ["null", "https://evil.example"])
def test_the_list_of_providers_is_for_every_program_but_not_for_pages_of_a_stranger(
    visitor, origin
):
    response = visitor.get("/api/login/social/providers/", HTTP_ORIGIN=origin)
    listed = visitor.get("/api/login/social/providers/").json()

    assert (response.status_code, response.json()["code"]) == (403, "origin_not_allowed")
    assert {urlsplit(each["redirect_uri"]).netloc for each in listed} == {"testserver"}


def test_the_absolute_setting_wins_over_the_origin(visitor, mocks, settings):
    settings.REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = "https://absolute.example/"

    assert begin(visitor, mocks, HTTP_ORIGIN="https://page.example") == "https://absolute.example/"


def test_the_body_wins_over_everything(visitor, mocks, settings):
    settings.REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = "https://absolute.example/"

    assert begin(visitor, mocks, {"redirect_uri": LISTED}) == LISTED


def test_a_path_in_the_body_is_joined_to_the_host(visitor, mocks):
    assert begin(visitor, mocks, {"redirect_uri": "/here/"}) == "http://testserver/here/"


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("endpoint", ["begin", "token"])
def test_what_is_not_listed_is_refused_before_the_provider_is_asked(
    visitor, settings, provider, endpoint
):
    settings.REST_SOCIAL_REDIRECT_URIS = [LISTED]
    body = {"redirect_uri": LISTED + "/", **({"code": "x"} if endpoint == "token" else {})}

    response = visitor.post(f"/api/login/social/{endpoint}/{provider}/", body, format="json")

    assert (response.status_code, response.json()["code"]) == (400, "redirect_uri_not_allowed")
    assert visitor.mocks.requests() == []


def test_the_list_holds_for_a_redirect_uri_from_the_origin_too(visitor, settings):
    settings.REST_SOCIAL_REDIRECT_URIS = [LISTED]

    response = visitor.post("/api/login/social/begin/github/", HTTP_ORIGIN="https://page.example")

    assert response.json()["code"] == "redirect_uri_not_allowed"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_flow_ends_at_the_redirect_uri_that_it_began_with(visitor, provider):
    callback = visitor.come_back(provider)
    elsewhere = {**callback, "redirect_uri": "http://testserver/elsewhere/"}

    response = visitor.post(f"/api/login/social/token/{provider}/", elsewhere, format="json")

    assert (response.status_code, response.json()["code"]) == (400, "redirect_uri_mismatch")
    here = {**callback, "redirect_uri": f"http://testserver/popup/callback-{provider}.html"}
    assert (
        visitor.post(f"/api/login/social/token/{provider}/", here, format="json").status_code == 200
    )

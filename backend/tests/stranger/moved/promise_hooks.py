"""The hooks of rest-social-auth 10's views are called, or a check reports that they are not."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.checks import run_checks
from stranger.house.visitor import code

pytestmark = pytest.mark.django_db  # which Django 6's own checks of models ask
TENANT = "/api/login/social/tenant/"


def test_get_redirect_uri_decides_for_a_page_that_began_by_itself(visitor):
    body = {"provider": "github", "code": code()}

    other = visitor.post(TENANT, body, headers={"X-Tenant": "acme"})
    assert (other.status_code, other.json()["code"]) == (400, "authorization_code_rejected")

    assert visitor.post(TENANT, {**body, "code": code()}).status_code == 200


def test_get_redirect_uri_decides_for_oauth1(visitor):
    response = visitor.post(TENANT, {"provider": "twitter"}, headers={"X-Tenant": "acme"})

    assert response.json()["code"] == "http_error"  # no such callback at this provider


def test_get_redirect_uri_cannot_leave_the_list(visitor, settings):
    settings.REST_SOCIAL_REDIRECT_URIS = [settings.REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI]
    body = {"provider": "github", "code": code()}

    response = visitor.post(TENANT, body, headers={"X-Tenant": "acme"})

    assert (response.status_code, response.json()["code"]) == (400, "redirect_uri_not_allowed")


def test_a_flow_ends_with_the_redirect_uri_that_it_began_with(visitor):
    uri = "http://testserver/popup/callback-github.html"
    begun = visitor.post("/api/login/social/begin/github/", {"redirect_uri": uri}).json()
    query = parse_qs(urlsplit(begun["authorization_url"]).query)
    assert query["redirect_uri"] == [uri]

    callback = visitor.consent(begun["authorization_url"])
    response = visitor.post(f"{TENANT}?x", {"provider": "github", **callback}, HTTP_X_TENANT="acme")

    assert response.status_code == 200, response.content


def test_a_hook_that_nothing_calls_is_reported():
    [said] = [each for each in run_checks() if each.id == "rest_social_auth.W021"]

    assert said.msg.startswith("OldOAuth1View.save_token_param_in_session() is never called")


@pytest.mark.parametrize("name", ["ALLOW_INACTIVE_USERS_LOGIN", "GITHUB_INACTIVE_USER_LOGIN"])
def test_settings_for_deactivated_users_are_reported(settings, name):
    setattr(settings, f"SOCIAL_AUTH_{name}", True)

    [said] = [each for each in run_checks() if each.id == "rest_social_auth.W022"]

    assert said.msg.startswith(f"SOCIAL_AUTH_{name} does not apply")

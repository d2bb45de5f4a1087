"""What some providers' classes read from the body besides code and state."""

from __future__ import annotations

import pytest
from social_core.backends.utils import load_backends
from social_django.models import Partial, UserSocialAuth

from tests.security.support import (
    accepted,
    complete,
    nothing_happens,
    post,
    refused,
    refused_everywhere,
    signed_in,
)


@pytest.fixture
def shopify(settings):
    usual = settings.AUTHENTICATION_BACKENDS
    settings.AUTHENTICATION_BACKENDS = ["social_core.backends.shopify.ShopifyOAuth2"]
    settings.SOCIAL_AUTH_SHOPIFY_KEY = settings.SOCIAL_AUTH_SHOPIFY_SECRET = "shopify"
    settings.REST_SOCIAL_REDIRECT_URIS = None
    load_backends(settings.AUTHENTICATION_BACKENDS, force_load=True)
    yield "shopify"
    load_backends(usual, force_load=True)


@pytest.mark.parametrize("shop", [["ada.myshopify.com"], {"a": 1}, 5, True, None, ""])
def test_I02_a_field_for_one_provider_is_text_or_missing(visitor, shopify, shop):
    response = post(visitor, f"begin/{shopify}/", {"shop": shop})
    refused(response, 400, "missing_parameter")


@pytest.mark.parametrize("value", [["x"], {"a": 1}, 5, True, None])
def test_I02_an_error_that_is_not_text_is_ignored(visitor, value):
    callback = visitor.come_back("github")

    accepted(complete(visitor, {**callback, "error": value, "denied": value}))


@pytest.mark.parametrize("strict", [True, False])
def test_F20_a_facebook_app_accepts_only_the_token_in_its_signed_request(visitor, settings, strict):
    settings.REST_SOCIAL_REQUIRE_STATE = strict
    callback = visitor.come_back("facebook-app")
    stolen = {"state": callback["state"], "access_token": "of_another_application"}

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, stolen, "facebook-app", 400, "missing_parameter")
        forged = {**stolen, "signed_request": "e30.e30", "state": "unknown"}
        refused_everywhere(visitor, forged, "facebook-app", 403, "session_context_missing")
    with nothing_happens(visitor.mocks, ended=True):
        forged = {**stolen, "signed_request": "e30.e30"}
        refused(complete(visitor, forged, "facebook-app"), 502, "invalid_signature")


def test_F20_a_facebook_app_ignores_a_token_beside_a_code(visitor, another_visitor, settings):
    settings.REST_SOCIAL_KEEP_PROVIDER_TOKENS = True
    accepted(another_visitor.sign_in("token", "facebook"))
    stolen = UserSocialAuth.objects.get().access_token
    state = visitor.come_back("facebook-app", "mallory")["state"]

    with nothing_happens(visitor.mocks, ended=True):
        body = {"code": "x", "state": state, "access_token": stolen}
        refused(complete(visitor, body, "facebook-app"), 502, "malformed_response")


def test_F20_a_facebook_app_uses_the_signed_token_rather_than_a_posted_one(visitor):
    callback = visitor.come_back("facebook-app")

    accepted(complete(visitor, {**callback, "access_token": "forged"}, "facebook-app"))


@pytest.mark.parametrize(
    ("of_ada", "code"),
    [
        (["access_token"], "invalid_claim"),
        (["access_token", "viewer_id"], "invalid_signature"),
        (["viewer_id"], "invalid_signature"),
    ],
)
def test_F20_a_vk_app_refuses_the_token_of_another_person(visitor, another_visitor, of_ada, code):
    ada = another_visitor.come_back("vk-app")
    mallory = visitor.come_back("vk-app", "mallory")

    with nothing_happens(visitor.mocks, asked=True):
        stolen = {**mallory, **{name: ada[name] for name in of_ada}}
        refused(complete(visitor, stolen, "vk-app"), 502, code)


def test_U01_a_paused_pipeline_is_not_resumed_by_its_token_alone(visitor, another_visitor):
    another_visitor.sign_in("session")
    ada = UserSocialAuth.objects.get()
    Partial.objects.create(
        token="waiting",
        next_step=8,
        backend="github",
        data={"args": [], "kwargs": {"user": ada.user_id, "uid": ada.uid}},
    )

    with nothing_happens(visitor.mocks):
        body = {"partial_token": "waiting", "code": "x"}
        refused(complete(visitor, body), 403, "session_context_missing")
    callback = visitor.come_back("github", "mallory")
    with nothing_happens(visitor.mocks):
        body = {**callback, "partial_token": "waiting"}
        refused(complete(visitor, body), 403, "session_context_missing")
    mallory = accepted(complete(visitor, callback))
    assert mallory["id"] != ada.user_id
    assert signed_in(visitor) == mallory["username"]

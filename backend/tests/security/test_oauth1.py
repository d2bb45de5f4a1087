"""O: OAuth 1.0a, which keeps a secret between two steps (RFC 5849)."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from social_core.backends.twitter import TwitterOAuth
from social_core.utils import parse_qs

from rest_social_auth.flow.browser import OF_A_PROVIDER
from rest_social_auth.provider import call
from tests.security.support import (
    EVERY_KIND,
    EVIL,
    accepted,
    callback_of,
    complete,
    login,
    nothing_happens,
    post,
    records,
    refused,
    refused_everywhere,
    signed_in,
)

X = "twitter"


@pytest.mark.parametrize("kind", ["begin", *EVERY_KIND])
def test_O01_the_request_token_secret_stays_on_the_server(visitor, kind):
    begun = post(visitor, login(kind, X), {})

    secret = parse_qs(records(visitor)[0]["twitterunauthorized_token_name"][0])
    callback = visitor.mocks.consent(accepted(begun)["authorization_url"])
    ended = complete(visitor, callback, X, "token" if kind == "begin" else kind)
    for response in (begun, ended):
        assert "oauth_token_secret" not in accepted(response)
        said = f"{response.content.decode()} {response.headers} {response.cookies}"
        assert secret["oauth_token_secret"] not in said


@pytest.mark.parametrize("kind", ["session", "token", "jwt", "own"])
def test_O02_a_token_secret_from_the_client_is_ignored(visitor, kind):
    callback = visitor.come_back(X)

    accepted(complete(visitor, {**callback, "oauth_token_secret": "forged"}, X, kind))


@pytest.mark.parametrize("strict", [True, False])
def test_O03_a_request_token_from_another_browser_is_refused(
    visitor, another_visitor, settings, strict
):
    settings.REST_SOCIAL_REQUIRE_STATE = strict
    attackers = another_visitor.come_back(X, "mallory")
    with_secret = {**attackers, "oauth_token_secret": "of the attacker's own"}

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, attackers, X, 403, "session_context_missing")
        refused_everywhere(visitor, with_secret, X, 403, "session_context_missing")

    assert signed_in(visitor) is None


def test_O04_a_request_token_cannot_be_replaced_by_another(visitor, another_visitor):
    attackers = another_visitor.come_back(X, "mallory")
    own = visitor.come_back(X)

    with nothing_happens(visitor.mocks):
        swapped = {**own, "oauth_token": attackers["oauth_token"]}
        refused_everywhere(visitor, attackers, X, 403, "session_context_missing")
        refused_everywhere(visitor, swapped, X, 403, "session_context_missing")
    accepted(complete(visitor, own, X))


def test_O05_nobody_signs_in_without_the_verifier(visitor):
    callback = visitor.come_back(X)
    without = {"oauth_token": callback["oauth_token"]}

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, without, X, 400, "missing_parameter")
    accepted(complete(visitor, callback, X))


def test_O05_a_verifier_can_be_guessed_only_once(visitor):
    callback = visitor.come_back(X)

    with nothing_happens(visitor.mocks, asked=True):
        guess = {**callback, "oauth_verifier": "guessed"}
        refused(complete(visitor, guess, X), 400, "authorization_code_rejected")
    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, X), 403, "session_context_missing")


@pytest.mark.parametrize("confirmed", ["", "&oauth_callback_confirmed=false"])
def test_O06_a_callback_the_provider_did_not_confirm_is_not_used(visitor, monkeypatch, confirmed):
    given = f"oauth_token=a&oauth_token_secret=b{confirmed}"
    monkeypatch.setattr(TwitterOAuth, "unauthorized_token", lambda self: given)
    callback = {"oauth_token": "a", "oauth_verifier": "x"}

    with nothing_happens(visitor.mocks, ended=True):
        refused(post(visitor, "begin/twitter/", {}), 502, "malformed_response")
        refused_everywhere(visitor, {}, X, 502, "malformed_response")
    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, callback, X, 403, "session_context_missing")


def test_O07_a_request_token_works_once(visitor):
    callback = visitor.come_back(X)
    accepted(complete(visitor, callback, X, "token"))

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, callback, X, 403, "session_context_missing")


def test_O08_requests_for_request_tokens_are_limited_before_the_provider_is_called(visitor, limits):
    limits(social_login="2/min")

    answers = [post(visitor, "token/twitter/", {}) for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 429, 429]
    assert len(visitor.mocks.requests()) == 2


@pytest.mark.parametrize("path", ["begin/twitter/", "token/twitter/"])
def test_O08_a_browser_keeps_ten_request_tokens(visitor, path):
    for _ in range(OF_A_PROVIDER + 2):
        accepted(post(visitor, path, {}))

    assert len(records(visitor)) == Session.objects.count() == OF_A_PROVIDER


def test_O08_the_secret_of_a_flow_that_never_began_is_not_kept(visitor, monkeypatch):
    given = TwitterOAuth.unauthorized_token
    monkeypatch.setattr(
        TwitterOAuth,
        "unauthorized_token",
        lambda self: given(self).replace("confirmed=true", "confirmed=false"),
    )

    refused(post(visitor, "begin/twitter/", {}), 502, "malformed_response")

    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("500", 503, "unavailable"),
        ("503", 503, "unavailable"),
        ("429", 503, "rate_limited"),
        ("html", 502, "missing_claim"),
        ("empty", 502, "missing_claim"),
        ("list", 502, "missing_claim"),
        ("null", 502, "missing_claim"),
        ("huge", 502, "http_error"),
        ("redirect", 502, "http_error"),
        ("timeout", 504, "timeout"),
        ("drip", 504, "timeout"),
        ("reset", 503, "connection_failed"),
        ("truncated", 503, "connection_failed"),
    ],
)
@pytest.mark.parametrize("path", ["begin/twitter/", "token/twitter/"])
def test_O09_a_provider_failure_is_reported_as_the_provider_s(
    visitor, monkeypatch, path, fault, status, code
):
    monkeypatch.setattr(call, "DEADLINE", 0.5 if code == "timeout" else call.DEADLINE)
    visitor.mocks.plan(X, "request_token", fault)

    with nothing_happens(visitor.mocks, asked=True):
        refused(post(visitor, path, {}), status, code)


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        (f"{EVIL}/cb", "redirect_uri_not_allowed"),
        *((odd, "invalid_input") for odd in (["x"], {"a": 1}, 5, True)),
    ],
)
def test_O10_the_callback_must_be_a_listed_one(visitor, uri, code):
    with nothing_happens(visitor.mocks):
        refused(post(visitor, "begin/twitter/", {"redirect_uri": uri}), 400, code)
        refused_everywhere(visitor, {"redirect_uri": uri}, X, 400, code)


@pytest.mark.parametrize("nothing", [None, ""])
def test_O10_an_empty_callback_is_the_configured_one(visitor, nothing):
    accepted(post(visitor, "begin/twitter/", {"redirect_uri": nothing}))
    accepted(post(visitor, "begin/twitter/", {}))

    sent = [unquote(str(each)) for each in visitor.mocks.requests()]
    empty, absent = (re.findall(r'oauth_callback="?([^"&]+)', each)[0] for each in sent)
    assert empty == absent
    assert unquote(empty) == callback_of("twitter")


def test_O11_the_callback_is_exactly_the_registered_one(visitor):
    visitor.begin(X)

    sent = visitor.mocks.requests()[0]
    assert "redirect_state" not in str(sent)

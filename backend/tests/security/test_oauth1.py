"""O: OAuth 1.0a, where a secret waits between two steps (RFC 5849)."""

from __future__ import annotations

from time import time

import pytest
from social_core.backends.twitter import TwitterOAuth
from social_core.utils import parse_qs

from rest_social_auth.pending import LIFETIME
from tests.security.support import (
    EVIL,
    KINDS,
    accepted,
    complete,
    nothing_happens,
    post,
    refused,
    signed_in,
)

X = "twitter"


@pytest.mark.parametrize("path", ["begin/twitter/", "session/twitter/", "token/twitter/"])
def test_O01_the_request_token_s_secret_stays_at_the_server(visitor, path):
    answer = post(visitor, path, {})

    secret = parse_qs(dict(visitor.session)["twitterunauthorized_token_name"][-1])
    assert "oauth_token_secret" not in accepted(answer)
    assert secret["oauth_token_secret"] not in answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_O02_a_secret_from_the_client_is_ignored(visitor, kind):
    callback = visitor.come_back(X)

    accepted(complete(visitor, {**callback, "oauth_token_secret": "forged"}, X, kind))


@pytest.mark.parametrize("kind", KINDS)
def test_O03_a_request_token_of_another_browser_is_refused(visitor, another_visitor, kind):
    attackers = another_visitor.come_back(X, "mallory")

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, attackers, X, kind), 403, "session_context_missing")

    assert signed_in(visitor) is None


def test_O04_a_request_token_is_not_swapped_for_another(visitor, another_visitor):
    attackers = another_visitor.come_back(X, "mallory")
    own = visitor.come_back(X)

    with nothing_happens(visitor.mocks):
        swapped = {**own, "oauth_token": attackers["oauth_token"]}
        refused(complete(visitor, swapped, X), 403, "session_context_missing")


def test_O05_without_the_verifier_nobody_signs_in(visitor):
    callback = visitor.come_back(X)
    del callback["oauth_verifier"]

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, X), 400, "missing_parameter")


def test_O05_a_guessed_verifier_is_rejected(visitor):
    callback = {**visitor.come_back(X), "oauth_verifier": "guessed"}

    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, X), 400, "authorization_code_rejected")


def test_O06_a_callback_that_the_provider_did_not_confirm_is_not_used(visitor, monkeypatch):
    backend = "social_core.backends.twitter.TwitterOAuth.unauthorized_token"
    monkeypatch.setattr(backend, lambda self: "oauth_token=a&oauth_token_secret=b")

    refused(post(visitor, "begin/twitter/", {}), 502, "malformed_response")


def test_O07_a_request_token_works_once(visitor):
    callback = visitor.come_back(X)
    accepted(complete(visitor, callback, X, "token"))

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, X, "token"), 403, "session_context_missing")


def test_O08_asking_for_request_tokens_is_limited_before_the_provider_is_asked(visitor, limits):
    limits(social_login="2/min")

    answers = [post(visitor, "token/twitter/", {}) for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 429, 429]
    assert len(visitor.mocks.requests()) == 2


def test_O08_a_browser_keeps_five_request_tokens(visitor):
    for _ in range(7):
        visitor.begin(X)

    assert len(dict(visitor.session)["twitterunauthorized_token_name"]) == 5


def test_O08_secrets_of_flows_that_will_not_end_are_forgotten(visitor, monkeypatch):
    def secrets():
        return len(dict(visitor.session)["twitterunauthorized_token_name"])

    visitor.begin(X)
    with monkeypatch.context() as unconfirmed:
        given = TwitterOAuth.unauthorized_token
        unconfirmed.setattr(
            TwitterOAuth,
            "unauthorized_token",
            lambda self: given(self).replace("confirmed=true", "confirmed=false"),
        )
        assert post(visitor, "begin/twitter/", {}).status_code == 502
    visitor.begin(X)
    assert secrets() == 2, "not that of the flow which never began"

    later = time() + LIFETIME + 1
    monkeypatch.setattr("rest_social_auth.pending.time", lambda: later)
    visitor.begin(X)
    assert secrets() == 1, "nor those that have expired"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("500", 503, "unavailable"),
        ("503", 503, "unavailable"),
        ("429", 503, "rate_limited"),
        ("html", 502, "missing_claim"),
        ("empty", 502, "missing_claim"),
        ("list", 502, "missing_claim"),
        ("huge", 502, None),
        ("redirect", 502, None),
        ("reset", 503, "connection_failed"),
        ("truncated", 503, "connection_failed"),
    ],
)
@pytest.mark.parametrize("path", ["begin/twitter/", "token/twitter/"])
def test_O09_a_fault_of_the_provider_is_told_as_its(visitor, path, fault, status, code):
    visitor.mocks.plan(X, "request_token", fault)

    with nothing_happens(visitor.mocks, asked=True):
        answer = post(visitor, path, {})
        assert answer.status_code == status, answer.content
        assert code in {None, answer.json()["code"]}, answer.content


@pytest.mark.parametrize("path", ["begin/twitter/", "token/twitter/"])
@pytest.mark.parametrize("uri", [f"{EVIL}/cb", ["x"], {"a": 1}, 5])
def test_O10_the_callback_must_be_a_listed_one(visitor, path, uri):
    with nothing_happens(visitor.mocks):
        answer = post(visitor, path, {"redirect_uri": uri})
        assert answer.status_code == 400
        assert answer.json()["code"] in {"redirect_uri_not_allowed", "invalid_input"}


def test_O11_the_callback_is_the_registered_one_byte_by_byte(visitor):
    visitor.begin(X)

    sent = visitor.mocks.requests()[0]
    assert "redirect_state" not in str(sent)

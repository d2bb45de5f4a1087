"""With DEBUG, a response lists every call to the provider that it took, and no secret."""

from __future__ import annotations

import re

import pytest

from rest_social_auth.provider.adapter import ProviderAdapter
from tests.conftest import Visitor

SIGNED = (
    "Authorization:OAuth oauth_nonce oauth_timestamp oauth_version oauth_signature_method "
    "oauth_consumer_key oauth_token oauth_callback oauth_verifier oauth_signature"
)
EXCHANGE = "grant_type code redirect_uri client_id client_secret"


def calls(response) -> list[str]:
    """Return the header's calls, without what differs each time."""
    return re.sub(r"dur=[\d.]+;", "", response["Server-Timing"]).split(", ")


def complete(visitor: Visitor, provider: str, fault: str = ""):
    callback = visitor.come_back(provider, fault=fault)
    return visitor.post(f"/api/login/social/token/{provider}/", callback, format="json")


@pytest.fixture(autouse=True)
def debug(settings):
    settings.DEBUG = True


def test_each_call_is_listed_with_the_names_of_what_it_sent(visitor):
    assert calls(complete(visitor, "github")) == [
        f'provider;desc="POST github.com/login/oauth/access_token 200";sent="{EXCHANGE}"',
        'provider;desc="GET api.github.com/user 200";sent="Authorization:token"',
        'provider;desc="GET api.github.com/user/emails 200";sent="Authorization:token"',
    ]


def test_oauth_1_is_reported_by_its_signature_parameters(visitor):
    assert calls(complete(visitor, "twitter")) == [
        f'provider;desc="POST api.twitter.com/oauth/access_token 200";sent="{SIGNED}"',
        'provider;desc="GET api.twitter.com/1.1/account/verify_credentials.json 200";'
        f'sent="{SIGNED} include_email"',
    ]


def test_a_question_that_is_asked_again_is_announced_again(visitor):
    response = complete(visitor, "github", "profile:reset")

    assert response.json()["code"] == "connection_failed"
    assert [call.split('"')[1] for call in calls(response)] == [
        "POST github.com/login/oauth/access_token 200",
        "GET api.github.com/user -",
        "GET api.github.com/user -",
    ]


def test_a_signature_is_not_sent_again(visitor):
    response = complete(visitor, "twitter", "profile:reset")

    assert response.json()["code"] == "connection_failed"
    assert [call.split('"')[1] for call in calls(response)] == [
        "POST api.twitter.com/oauth/access_token 200",
        "GET api.twitter.com/1.1/account/verify_credentials.json -",
    ]


def test_a_redirect_that_nobody_follows_is_listed_as_one(visitor):
    response = complete(visitor, "github", "token:redirect")

    assert response.json()["code"] == "http_error"
    assert calls(response)[0].startswith(
        'provider;desc="POST github.com/login/oauth/access_token 30'
    )


def test_no_value_is_listed(visitor, monkeypatch):
    sent: list[str] = []
    send = ProviderAdapter.send

    def watched(adapter, request, **options):
        sent.extend([request.url, str(request.body), *map(str, request.headers.values())])
        return send(adapter, request, **options)

    monkeypatch.setattr(ProviderAdapter, "send", watched)

    for provider in ("github", "facebook", "twitter"):
        header = complete(visitor, provider)["Server-Timing"]
        values = re.findall(r'="?([\w.%-]{12,})', " ".join(sent))
        assert len(values) > 3
        assert not [value for value in values if value in header]


def test_production_reveals_nothing(visitor, settings):
    settings.DEBUG = False
    assert "Server-Timing" not in complete(visitor, "github")

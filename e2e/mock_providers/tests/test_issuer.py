"""Providers as issuers at the mock's URL: what a standard client relies on."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from .conftest import APP, Play, returned
from .issuer import MOCK, Issuer


@pytest.fixture
def issuer(play: Play) -> Issuer:
    return Issuer(play)


def test_discovery_lists_only_addresses_of_the_mock(issuer: Issuer) -> None:
    assert issuer.metadata["issuer"] == issuer.url
    addresses = {name: value for name, value in issuer.metadata.items() if "://" in str(value)}
    assert {value.startswith(issuer.url) for value in addresses.values()} == {True}
    assert {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"} <= set(
        addresses
    )


@pytest.mark.parametrize("slug", ["google-oauth2", "gitlab", "apple-id", "slack", "oidc", "vault"])
def test_every_signing_provider_is_an_issuer(play: Play, slug: str) -> None:
    issuer = Issuer(play, slug)
    rfc8414 = issuer.get(f"{MOCK}/.well-known/oauth-authorization-server/{slug}")
    assert issuer.metadata == rfc8414
    if slug != "apple-id":  # whose secret is a JWT
        assert issuer.claims(issuer.sign_in()["id_token"])["nonce"] == "a-nonce"


def test_public_address_can_be_fixed(play: Play) -> None:
    play.state.url = "http://providers.localhost:9400"
    metadata = json.loads(play.get("https://gitlab/.well-known/openid-configuration").body)
    assert metadata["issuer"] == "http://providers.localhost:9400/gitlab"


def test_callback_and_id_token_name_the_issuer(issuer: Issuer) -> None:
    assert returned(issuer.authorize(mock_person="ada"))["iss"] == issuer.url
    assert returned(issuer.authorize(mock_decision="deny"))["iss"] == issuer.url
    claims = issuer.claims(issuer.sign_in()["id_token"])
    assert (claims["aud"], claims["email"]) == ("mock-google-openidconnect", "ada@example.com")


def test_code_of_the_issuer_is_not_for_the_real_address(issuer: Issuer, play: Play) -> None:
    code = returned(issuer.authorize(mock_person="ada"))["code"]
    assert play.token("google-openidconnect", code).status == 400
    assert "use the token endpoint of that issuer" in play.why()


def test_userinfo_accepts_get_and_post(issuer: Issuer, play: Play) -> None:
    token = issuer.sign_in()["access_token"]
    url = issuer.metadata["userinfo_endpoint"]
    told = issuer.get(url, {"authorization": f"Bearer {token}"})
    assert told["name"] == "Ada Lovelace"
    assert json.loads(issuer.post("userinfo_endpoint", access_token=token).body) == told
    refused = issuer.send(url, {"authorization": "Bearer guess"})
    challenge = 'Bearer realm="mock", error="invalid_token", error_description="This access '
    assert refused.headers["WWW-Authenticate"].startswith(challenge)
    assert issuer.send(url).headers["WWW-Authenticate"] == 'Bearer realm="mock"'


def test_people_can_be_added_with_claims_of_their_own(issuer: Issuer, play: Play) -> None:
    person = {"key": "grace", "name": "Grace Hopper", "claims": {"groups": ["navy"]}}
    added = play.send("POST", "/_control/people", {}, {}, json.dumps(person).encode())
    assert added.status == 201
    claims = issuer.claims(issuer.sign_in(mock_person="grace")["id_token"])
    assert (claims["name"], claims["groups"]) == ("Grace Hopper", ["navy"])
    assert claims["sub"] == json.loads(added.body)["id"]
    play.state.reset()
    assert issuer.authorize(mock_person="grace").status == 400


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({}, "A person needs a 'key' of letters, digits and underscores."),
        ({"key": "new"}, "A person needs a 'key' of letters, digits and underscores."),
        ({"key": "a", "email_verified": "yes"}, "'email_verified' of a is not of the right type."),
        ({"key": "a", "mail": "x"}, "Unknown: mail. A person has key, id, number, username, "),
    ],
)
def test_an_invalid_person_is_refused_with_a_sentence(
    play: Play, person: dict[str, str], why: str
) -> None:
    answer = play.send("POST", "/_control/people", {}, {}, json.dumps(person).encode())
    assert json.loads(answer.body)["error_description"].startswith(why)


# Response modes


def test_fragment_and_form_post(issuer: Issuer) -> None:
    location = issuer.authorize(mock_person="ada", response_mode="fragment").headers["Location"]
    parts = urlsplit(location)
    assert (parts.query, parse_qs(parts.fragment)["state"]) == ("", ["a-state"])
    page = issuer.authorize(mock_decision="deny", response_mode="form_post").body.decode()
    assert f'<form method="post" action="{APP}/callback/google-openidconnect">' in page
    assert 'name="error" value="access_denied"' in page
    assert issuer.authorize(response_mode="web_message").status == 400


# Keys


def rotate(play: Play, **body: Any) -> int:
    return play.send("POST", "/_control/keys", {}, {}, json.dumps(body).encode()).status


def test_keys_rotate_on_demand(play: Play) -> None:
    issuer = Issuer(play, "vault")
    old = issuer.sign_in()["id_token"]
    assert rotate(play, provider="vault") == 204
    assert issuer.claims(issuer.sign_in()["id_token"])
    assert issuer.claims(old), "the old key is still published"
    assert rotate(play, provider="vault", keep_old=False) == 204
    with pytest.raises(KeyError):
        issuer.claims(old)
    assert rotate(play, provider="github") == 400


def test_key_set_can_lack_the_key_that_signs(play: Play) -> None:
    issuer = Issuer(play, "vault")
    token = issuer.sign_in()["id_token"]
    order = {"provider": "vault", "at": "keys", "fault": "without_key"}
    play.send("POST", "/_control/faults", {}, {}, json.dumps(order).encode())
    with pytest.raises(KeyError):
        issuer.claims(token)
    assert issuer.claims(token)

"""Providers as issuers of their own, at the mock's address: what a standards client relies on."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from .conftest import APP, Play, returned

MOCK = "http://mock.example:9400"
HOST = {"host": "mock.example:9400"}
NOW = 1_800_000_000


class Issuer:
    """A client that knows an issuer's address and nothing else."""

    def __init__(self, play: Play, slug: str = "google-openidconnect") -> None:
        self.play, self.slug = play, slug
        self.url = f"{MOCK}/{slug}"
        self.metadata = self.get(f"{self.url}/.well-known/openid-configuration")

    def send(self, url: str, headers: dict[str, str] | None = None, /, **query: str) -> Any:
        return self.play.send("GET", url.removeprefix(MOCK), HOST | (headers or {}), query)

    def get(
        self, url: str, headers: dict[str, str] | None = None, /, **query: str
    ) -> dict[str, Any]:
        return dict(json.loads(self.send(url, headers, **query).body))

    def post(self, name: str, headers: dict[str, str] | None = None, /, **form: str) -> Any:
        client = {"client_id": f"mock-{self.slug}", "client_secret": f"mock-secret-{self.slug}"}
        path = self.metadata[name].removeprefix(MOCK)
        return self.play.post(path, client | form, HOST | (headers or {}))

    def authorize(self, cookie: str = "", **more: str) -> Any:
        query = {
            "client_id": f"mock-{self.slug}",
            "redirect_uri": self.play.callback(self.slug),
            "response_type": "code",
            "scope": "openid profile email",
            "state": "a-state",
            "nonce": "a-nonce",
            **more,
        }
        headers = {"cookie": cookie} if cookie else {}
        return self.send(self.metadata["authorization_endpoint"], headers, **query)

    def sign_in(self, **more: str) -> dict[str, Any]:
        """Return the token response to an honest sign-in."""
        code = returned(self.authorize(**{"mock_person": "ada"} | more))["code"]
        uri = self.play.callback(self.slug)
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": uri}
        return dict(json.loads(self.post("token_endpoint", **grant).body))

    def claims(self, token: str) -> dict[str, Any]:
        keys = {key["kid"]: key for key in self.get(self.metadata["jwks_uri"])["keys"]}
        key = jwt.PyJWK(keys[jwt.get_unverified_header(token)["kid"]])
        options: Any = {"verify_exp": False, "verify_iat": False}
        audience = f"mock-{self.slug}"
        return dict(jwt.decode(token, key, audience=audience, issuer=self.url, options=options))


@pytest.fixture
def issuer(play: Play) -> Issuer:
    return Issuer(play)


def test_discovery_names_the_mock_s_own_addresses_only(issuer: Issuer) -> None:
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


def test_userinfo_takes_get_and_post(issuer: Issuer, play: Play) -> None:
    token = issuer.sign_in()["access_token"]
    url = issuer.metadata["userinfo_endpoint"]
    told = issuer.get(url, {"authorization": f"Bearer {token}"})
    assert told["name"] == "Ada Lovelace"
    assert json.loads(issuer.post("userinfo_endpoint", access_token=token).body) == told
    refused = issuer.send(url, {"authorization": "Bearer guess"})
    challenge = 'Bearer realm="mock", error="invalid_token", error_description="This access '
    assert refused.headers["WWW-Authenticate"].startswith(challenge)
    assert issuer.send(url).headers["WWW-Authenticate"] == 'Bearer realm="mock"'


def test_people_can_be_added_and_their_claims_are_told(issuer: Issuer, play: Play) -> None:
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
def test_odd_person_is_refused_in_words(play: Play, person: dict[str, str], why: str) -> None:
    answer = play.send("POST", "/_control/people", {}, {}, json.dumps(person).encode())
    assert json.loads(answer.body)["error_description"].startswith(why)


# prompt, max_age, login_hint


def test_prompt_none_needs_a_session_and_a_consent(issuer: Issuer) -> None:
    def error(cookie: str = "", **more: str) -> str:
        return returned(issuer.authorize(cookie, prompt="none", **more)).get("error", "")

    session = f"mock_person=ada.{NOW}"
    assert error() == "login_required"
    assert error(session) == "consent_required"
    issuer.authorize(mock_person="ada")
    assert error(session) == ""
    assert error(session, login_hint="zoe") == "login_required"
    assert error(session, max_age="0") == ""
    issuer.play.time += 10
    assert error(session, max_age="5") == "login_required"
    assert error(session, login_hint="ada@example.com", max_age="60") == ""
    assert returned(issuer.authorize(session, prompt="none login"))["error"] == "invalid_request"


def test_max_age_and_prompt_login_tell_when_somebody_signed_in(issuer: Issuer, play: Play) -> None:
    def auth_time(cookie: str, **more: str) -> int | None:
        code = returned(issuer.authorize(cookie, mock_person="ada", **more))["code"]
        uri = play.callback(issuer.slug)
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": uri}
        token = json.loads(issuer.post("token_endpoint", **grant).body)["id_token"]
        return issuer.claims(token).get("auth_time")

    session = f"mock_person=ada.{NOW - 100}"
    assert auth_time(session) is None
    assert auth_time(session, max_age="600") == NOW - 100
    assert auth_time(session, max_age="60") == NOW
    assert auth_time(session, prompt="login") == NOW
    assert auth_time(session, max_age="600", mock_fault="id_token:auth_time") == NOW - 86400


def test_odd_max_age_is_refused(issuer: Issuer) -> None:
    assert issuer.authorize(max_age="soon").status == 400


@pytest.mark.parametrize("hint", ["zoe", "zoë@bücher.example", "9000000000007004"])
def test_login_hint_puts_the_person_first(issuer: Issuer, hint: str) -> None:
    page = issuer.authorize(login_hint=hint).body.decode()
    assert re.findall(r'value="(\w+)"\s+aria-label', page)[0] == "zoe"


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


# Pushed requests and the end of a session


@pytest.fixture
def generic(play: Play) -> Issuer:
    return Issuer(play, "oidc")


def push(generic: Issuer, **more: str) -> dict[str, Any]:
    request = {
        "redirect_uri": generic.play.callback("oidc"),
        "response_type": "code",
        "scope": "openid",
        "state": "pushed-state",
        **more,
    }
    return dict(json.loads(generic.post("pushed_authorization_request_endpoint", **request).body))


def use(generic: Issuer, pushed: dict[str, Any], **more: str) -> Any:
    query = {"client_id": "mock-oidc", "request_uri": pushed["request_uri"], **more}
    return generic.send(generic.metadata["authorization_endpoint"], **query)


def test_pushed_request_works_once(generic: Issuer) -> None:
    pushed = push(generic)
    assert use(generic, pushed).status == 200  # the page; nobody has decided yet
    assert returned(use(generic, pushed, mock_person="ada"))["state"] == "pushed-state"
    assert use(generic, pushed, mock_person="ada").status == 400
    assert generic.play.why().startswith("This request_uri was not issued")


def test_pushed_request_is_checked_when_it_is_pushed_and_expires(generic: Issuer) -> None:
    assert push(generic, redirect_uri="https://evil.example/")["error"] == "redirect_uri_mismatch"
    assert push(generic, client_secret="guess")["error"] == "invalid_client"
    pushed = push(generic)
    generic.play.time += 61
    assert use(generic, pushed, mock_person="ada").status == 400


def end_session(generic: Issuer, **query: str) -> Any:
    return generic.send(generic.metadata["end_session_endpoint"], **query)


def test_session_ends_and_the_person_is_sent_back(generic: Issuer) -> None:
    generic.play.state.logout_uris = (f"{APP}/bye",)
    hint = generic.sign_in()["id_token"]
    back = {"post_logout_redirect_uri": f"{APP}/bye", "state": "s"}
    response = end_session(generic, id_token_hint=hint, **back)
    assert response.headers["Location"] == f"{APP}/bye?state=s"
    assert response.headers["Set-Cookie"].startswith("mock_person=; ")
    assert b"Sign out of" in end_session(generic, **back).body
    assert b"signed out" in end_session(generic, id_token_hint=hint).body


def test_session_ends_only_for_those_who_may(generic: Issuer) -> None:
    generic.play.state.logout_uris = (f"{APP}/bye",)
    hint = generic.sign_in()["id_token"]
    for wrong in (
        {"id_token_hint": hint, "post_logout_redirect_uri": "https://evil.example/"},
        {"id_token_hint": f"{hint}x"},
        {"id_token_hint": "no token"},
        {"id_token_hint": hint, "client_id": "mock-github"},
    ):
        response = end_session(generic, **wrong)
        assert (response.status, "Set-Cookie" in response.headers) == (400, False), wrong


@pytest.mark.parametrize(("kind", "location"), [("wrong_state", "made-up"), ("no_state", "/bye")])
def test_end_of_a_session_goes_wrong_as_planned(generic: Issuer, kind: str, location: str) -> None:
    generic.play.state.logout_uris = (f"{APP}/bye",)
    order = {"provider": "oidc", "at": "end_session", "fault": kind}
    generic.play.send("POST", "/_control/faults", {}, {}, json.dumps(order).encode())
    query = {"post_logout_redirect_uri": f"{APP}/bye", "state": "s"}
    response = end_session(generic, id_token_hint=generic.sign_in()["id_token"], **query)
    assert location in response.headers["Location"]
    assert "state=s" not in response.headers["Location"]

"""Who is signed in with the provider, how long ago, and until when; and pushed requests."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from .conftest import APP, Play, returned
from .issuer import NOW, Issuer


@pytest.fixture
def issuer(play: Play) -> Issuer:
    return Issuer(play)


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


def test_max_age_and_prompt_login_return_the_time_of_the_sign_in(
    issuer: Issuer, play: Play
) -> None:
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


def test_logout_ends_the_session_and_sends_the_person_back(generic: Issuer) -> None:
    generic.play.state.logout_uris = (f"{APP}/bye",)
    hint = generic.sign_in()["id_token"]
    back = {"post_logout_redirect_uri": f"{APP}/bye", "state": "s"}
    response = end_session(generic, id_token_hint=hint, **back)
    assert response.headers["Location"] == f"{APP}/bye?state=s"
    assert response.headers["Set-Cookie"].startswith("mock_person=; ")
    assert b"Sign out of" in end_session(generic, **back).body
    assert b"signed out" in end_session(generic, id_token_hint=hint).body


def test_logout_refuses_other_clients_and_addresses(generic: Issuer) -> None:
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
def test_logout_fails_as_planned(generic: Issuer, kind: str, location: str) -> None:
    generic.play.state.logout_uris = (f"{APP}/bye",)
    order = {"provider": "oidc", "at": "end_session", "fault": kind}
    generic.play.send("POST", "/_control/faults", {}, {}, json.dumps(order).encode())
    query = {"post_logout_redirect_uri": f"{APP}/bye", "state": "s"}
    response = end_session(generic, id_token_hint=generic.sign_in()["id_token"], **query)
    assert location in response.headers["Location"]
    assert "state=s" not in response.headers["Location"]

"""Devices without a browser: RFC 8628."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Play
from .test_life import call, reply, user

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


def device(play: Play, slug: str = "gitlab", **form: str) -> dict[str, Any]:
    return reply(call(play, slug, "device", **form))


def poll(play: Play, began: dict[str, Any], slug: str = "gitlab") -> dict[str, Any]:
    play.time += began["interval"]
    grant = {"grant_type": DEVICE_CODE, "device_code": began["device_code"]}
    return reply(play.token(slug, "", **grant))


def decide(play: Play, began: dict[str, Any], **choice: str) -> Any:
    return play.send("GET", "/_device", {}, {"user_code": began["user_code"], **choice})


def test_device_waits_until_the_person_decides(play: Play) -> None:
    began = device(play, scope="read_user")
    assert began["verification_uri_complete"].endswith(f"/_device?user_code={began['user_code']}")
    assert poll(play, began)["error"] == "authorization_pending"
    assert b"Sign in with GitLab" in decide(play, began).body
    assert b"return to your device" in decide(play, began, mock_person="zoe").body
    got = poll(play, began)
    assert user(play, got["access_token"]) == 200
    assert poll(play, began)["error"] == "invalid_grant"


def test_a_device_that_polls_too_fast_is_slowed_down(play: Play) -> None:
    began = device(play)
    poll(play, began)
    play.time -= began["interval"]
    assert poll(play, began)["error"] == "slow_down"


def test_device_sees_that_the_person_declined_or_the_code_expired(play: Play) -> None:
    began, old = device(play), device(play)
    decide(play, began, mock_decision="deny")
    assert poll(play, began)["error"] == "access_denied"
    play.time += 601
    assert poll(play, old)["error"] == "expired_token"
    assert decide(play, old).status == 404


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("pending", "authorization_pending"),
        ("slow_down", "slow_down"),
        ("denied", "access_denied"),
        ("expired", "expired_token"),
    ],
)
def test_device_polling_fails_as_planned(play: Play, kind: str, error: str) -> None:
    began = device(play)
    decide(play, began, mock_person="ada", mock_fault=f"poll:{kind}")
    assert poll(play, began)["error"] == error


def test_unknown_user_code_is_asked_for_again(play: Play) -> None:
    assert b"Enter the code" in play.send("GET", "/_device", {}, {}).body
    assert b"not known" in play.send("GET", "/_device", {}, {"user_code": "XXXX"}).body


def test_github_device_flow_needs_no_secret_and_returns_a_form(play: Play) -> None:
    form = {"client_id": "mock-github", "scope": "user"}
    response = play.post("https://github.com/login/device/code", form, {"accept": "*/*"})
    assert response.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert b"user_code=" in response.body

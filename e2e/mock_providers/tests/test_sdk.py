"""id_tokens without a code, as SDKs and One Tap give them."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest

from .conftest import Play

GOOGLE = "/_sdk/google-oauth2"
ASKED = {"client_id": "mock-google-oauth2", "mock_person": "ada", "nonce": "a-nonce"}


def claims(play: Play, path: str = GOOGLE, **more: str) -> Any:
    reply = play.get(path, {}, **{**ASKED, **more})
    return jwt.decode(json.loads(reply.body)["id_token"], options={"verify_signature": False})


def test_the_id_token_is_that_of_a_code_flow_without_an_access_token(play: Play) -> None:
    assert claims(play) == {
        "iss": "https://accounts.google.com",
        "aud": "mock-google-oauth2",
        "iat": 1_800_000_000,
        "exp": 1_800_000_600,
        "nonce": "a-nonce",
        "sub": "9000000000007001",
        "name": "Ada Lovelace",
        "given_name": "Ada",
        "family_name": "Lovelace",
        "nickname": "ada",
        "preferred_username": "ada",
        "picture": "https://people.example/9000000000007001.png",
        "email": "ada@example.com",
        "email_verified": True,
    }


def test_it_has_the_faults_of_an_id_token(play: Play) -> None:
    assert claims(play, mock_fault="id_token:audience")["aud"] == "another-client"


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        (GOOGLE, {"client_id": "another"}, 400),
        (GOOGLE, {"mock_person": "nobody"}, 400),
        (GOOGLE, {"mock_fault": "id_token:unheard-of"}, 400),
        ("/_sdk/github", {}, 404),
        ("/_sdk/", {}, 404),
    ],
)
def test_a_wrong_request_gets_no_id_token(
    play: Play, path: str, more: dict[str, str], status: int
) -> None:
    reply = play.get(path, {}, **{**ASKED, **more})

    assert reply.status == status
    assert b"id_token" not in reply.body.replace(b"signs id_tokens", b"").replace(b"id_token:", b"")


def test_any_page_may_ask_for_it(play: Play) -> None:
    reply = play.get(GOOGLE, {"origin": "https://app.example"}, **ASKED)

    assert reply.headers["Access-Control-Allow-Origin"] == "*"

"""After the sign-in: refresh, revoke, introspect, devices and clients without a person."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Play, returned

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


def reply(response: Any) -> dict[str, Any]:
    return dict(json.loads(response.body))


def tokens(play: Play, slug: str = "gitlab", **more: str) -> dict[str, Any]:
    return reply(play.token(slug, play.code(slug, **more)))


def refreshed(play: Play, token: str, slug: str = "gitlab", **more: str) -> Any:
    return play.token(slug, "", grant_type="refresh_token", refresh_token=token, **more)


def call(play: Play, slug: str, section: str, **form: str) -> Any:
    client = {"client_id": f"mock-{slug}", "client_secret": f"mock-secret-{slug}"}
    return play.post(play.state.providers[slug].data[section]["url"], {**client, **form})


def user(play: Play, token: str) -> int:
    url = "https://gitlab.com/api/v4/user"
    return play.get(url, {"authorization": f"Bearer {token}"}).status


def test_refresh_token_brings_a_new_access_token_and_a_new_refresh_token(play: Play) -> None:
    first = tokens(play)
    second = reply(refreshed(play, first["refresh_token"]))
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert user(play, second["access_token"]) == 200


def test_replaced_refresh_token_revokes_everything(play: Play) -> None:
    first = tokens(play)
    second = reply(refreshed(play, first["refresh_token"]))
    assert reply(refreshed(play, first["refresh_token"]))["error"] == "invalid_grant"
    assert "replaced by a newer one" in play.why()
    assert user(play, second["access_token"]) == 401
    assert refreshed(play, second["refresh_token"]).status == 400


def test_refresh_token_is_for_its_client_and_within_its_scope(play: Play) -> None:
    token = tokens(play, scope="read_user")["refresh_token"]
    assert reply(refreshed(play, token, scope="read_user api"))["error"] == "invalid_scope"
    assert reply(refreshed(play, token, "discord"))["error"] == "invalid_grant"
    assert refreshed(play, token, client_secret="guess").status == 401
    assert refreshed(play, token).status == 200


@pytest.mark.parametrize("kind", ["expired", "revoked"])
def test_refresh_is_refused_as_planned(play: Play, kind: str) -> None:
    first = tokens(play, mock_fault=f"refresh:{kind}")
    assert reply(refreshed(play, first["refresh_token"]))["error"] == "invalid_grant"
    assert play.why() == f"Requested fault: the refresh token is treated as {kind}."


def test_rotation_can_fail_to_happen(play: Play) -> None:
    first = tokens(play, mock_fault="refresh:not_rotated")
    assert reply(refreshed(play, first["refresh_token"]))["refresh_token"] == first["refresh_token"]


def test_refresh_can_break_while_the_sign_in_did_not(play: Play) -> None:
    first = tokens(play, mock_fault="refresh:503")
    assert refreshed(play, first["refresh_token"]).status == 503


def test_google_issues_a_refresh_token_when_asked_and_at_the_first_consent(play: Play) -> None:
    google = "google-oauth2"
    assert "refresh_token" not in tokens(play, google)
    play.state.reset()
    assert tokens(play, google, access_type="offline")["refresh_token"].startswith("1//")
    assert "refresh_token" not in tokens(play, google, access_type="offline")
    assert "refresh_token" in tokens(play, google, access_type="offline", prompt="consent")
    token = tokens(play, google, access_type="offline", prompt="consent")["refresh_token"]
    assert "refresh_token" in reply(refreshed(play, token, google))  # not rotated
    assert refreshed(play, token, google).status == 200


def test_github_issues_none_and_refuses_the_grant(play: Play) -> None:
    assert "refresh_token" not in tokens(play, "github")
    refreshed(play, "guess", "github")
    assert play.why().startswith("grant_type is refresh_token; GitHub accepts authorization_code")


def test_id_token_of_a_refresh_has_no_nonce(play: Play) -> None:
    import jwt

    first = tokens(play, "gitlab", scope="openid", nonce="n")
    second = reply(refreshed(play, first["refresh_token"]))
    unverified: Any = {"verify_signature": False}
    before = jwt.decode(first["id_token"], options=unverified)
    after = jwt.decode(second["id_token"], options=unverified)
    assert (before["nonce"], "nonce" in after) == ("n", False)
    assert after["sub"] == before["sub"]


def test_revoked_tokens_are_refused(play: Play) -> None:
    first = tokens(play)
    assert call(play, "gitlab", "revoke", token=first["access_token"]).status == 200
    assert user(play, first["access_token"]) == 401
    assert play.why() == "The access token has been revoked."

    second = reply(refreshed(play, first["refresh_token"]))
    assert call(play, "gitlab", "revoke", token=second["refresh_token"]).status == 200
    assert user(play, second["access_token"]) == 401
    assert refreshed(play, second["refresh_token"]).status == 400


def test_revoking_an_unknown_token_succeeds_but_not_another_clients(play: Play) -> None:
    assert call(play, "gitlab", "revoke", token="guess").status == 200
    assert call(play, "gitlab", "revoke").status == 400
    theirs = tokens(play, "discord")["access_token"]
    assert call(play, "gitlab", "revoke", token=theirs).status == 400
    assert call(play, "gitlab", "revoke", token="x", client_secret="guess").status == 401


def test_google_revokes_without_a_client(play: Play) -> None:
    token = tokens(play, "google-oauth2")["access_token"]
    assert play.post("https://oauth2.googleapis.com/revoke", {}, token=token).status == 200
    url = "https://www.googleapis.com/oauth2/v3/userinfo"
    assert play.get(url, {"authorization": f"Bearer {token}"}).status == 401


def test_introspection_tells_about_live_tokens_only(play: Play) -> None:
    first = tokens(play, scope="read_user")
    told = reply(call(play, "gitlab", "introspect", token=first["access_token"]))
    assert told == {
        "active": True,
        "client_id": "mock-gitlab",
        "token_type": "Bearer",
        "scope": "read_user",
        "iat": 1_800_000_000,
        "exp": 1_800_003_600,
        "iss": "https://gitlab.com",
        "sub": "9000000000007001",
        "username": "ada",
    }
    play.time += 3601
    for token in (first["access_token"], "guess"):
        assert reply(call(play, "gitlab", "introspect", token=token)) == {"active": False}
    assert reply(call(play, "gitlab", "introspect", token=first["refresh_token"]))["active"]


@pytest.mark.parametrize(("section", "kind"), [("revoke", "unsupported"), ("introspect", "500")])
def test_revocation_and_introspection_fail_as_planned(play: Play, section: str, kind: str) -> None:
    token = tokens(play, mock_fault=f"{section}:{kind}")["access_token"]
    assert call(play, "gitlab", section, token=token).status in (400, 500)


def test_client_credentials_token_belongs_to_no_person(play: Play) -> None:
    got = reply(play.token("gitlab", "", grant_type="client_credentials", scope="api"))
    assert (got["scope"], "refresh_token" in got, "id_token" in got) == ("api", False, False)
    assert user(play, got["access_token"]) == 403
    assert play.token("github", "", grant_type="client_credentials").status == 400


def test_public_client_must_use_pkce(play: Play) -> None:
    code = returned(play.authorize("oidc"))["code"]
    refused = reply(play.token("oidc", code, client_secret=""))
    assert refused["error_description"].startswith("A client without a secret must use PKCE")

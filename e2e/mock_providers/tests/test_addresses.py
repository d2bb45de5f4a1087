"""Each provider accepts what its documents say it accepts today, and refuses what they refuse."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from .conftest import Play

TODAY = {
    "google-oauth2": (
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://openidconnect.googleapis.com/v1/userinfo",
    ),
    "facebook": (
        "https://www.facebook.com/v19.0/dialog/oauth",
        "https://graph.facebook.com/v19.0/oauth/access_token",
        "https://graph.facebook.com/v19.0/me",
    ),
    "discord": (
        "https://discord.com/oauth2/authorize",
        "https://discord.com/api/v10/oauth2/token",
        "https://discord.com/api/v10/users/@me",
    ),
    "gitlab": (
        "https://gitlab.com/oauth/authorize",
        "https://gitlab.com/oauth/token",
        "https://gitlab.com/oauth/userinfo",
    ),
    "slack": (
        "https://slack.com/openid/connect/authorize",
        "https://slack.com/api/openid.connect.token",
        "https://slack.com/api/openid.connect.userInfo",
    ),
    "github": (
        "https://github.com/login/oauth/authorize",
        "https://github.com/login/oauth/access_token",
        "https://api.github.com/user",
    ),
}
DISCOVERY = {
    "https://accounts.google.com/.well-known/openid-configuration": "https://accounts.google.com",
    "https://appleid.apple.com/.well-known/openid-configuration": "https://appleid.apple.com",
    "https://gitlab.com/.well-known/openid-configuration": "https://gitlab.com",
    "https://slack.com/.well-known/openid-configuration": "https://slack.com",
    "https://example.okta.example/.well-known/openid-configuration": "https://example.okta.example",
    "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration": (
        "https://login.microsoftonline.com/{tenantid}/v2.0"
    ),
}


def sign_in(play: Play, slug: str, basic: bool, **more: str) -> Any:
    """Sign in at today's addresses; return the response of the user API."""
    authorize, token, user = TODAY[slug]
    query = {
        "client_id": f"mock-{slug}",
        "redirect_uri": play.callback(slug),
        "response_type": "code",
        "scope": "openid",
        "mock_person": "ada",
        **more,
    }
    code = play.get(authorize, **query).headers["Location"].rpartition("code=")[2]
    uri = play.callback(slug)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": uri}
    secret = f"mock-secret-{slug}"
    if basic:
        pair = base64.b64encode(f"mock-{slug}:{secret}".encode()).decode()
        got = play.post(token, form, {"authorization": f"Basic {pair}"})
    else:
        got = play.post(token, {**form, "client_id": f"mock-{slug}", "client_secret": secret})
    return play.get(user, {"authorization": f"Bearer {json.loads(got.body)['access_token']}"})


@pytest.mark.parametrize("slug", TODAY)
def test_todays_addresses_and_bearer_tokens_work(play: Play, slug: str) -> None:
    basic = slug not in ("facebook",)
    assert sign_in(play, slug, basic).status == 200


@pytest.mark.parametrize(("url", "issuer"), DISCOVERY.items())
def test_discovery_is_at_the_url_of_the_real_service(play: Play, url: str, issuer: str) -> None:
    found = json.loads(play.get(url).body)
    assert found["issuer"] == issuer
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        assert play.state.addresses.exact[found[name].removeprefix("https:/")], name


def test_x_signs_under_both_names(play: Play) -> None:
    for path in ("oauth/request_token", "oauth/access_token", "oauth/authenticate"):
        for host in ("api.twitter.com", "api.x.com"):
            [endpoint] = play.state.addresses.exact[f"/{host}/{path}"]
            assert endpoint.provider.slug == "twitter"


def test_google_issuer_has_https_except_for_social_core(play: Play) -> None:
    import jwt

    def issuer(slug: str) -> str:
        token = json.loads(play.token(slug, play.code(slug, scope="openid")).body)["id_token"]
        return str(jwt.decode(token, options={"verify_signature": False})["iss"])

    assert issuer("google-oauth2") == "https://accounts.google.com"
    assert issuer("google-openidconnect") == "accounts.google.com"


def test_github_responds_with_a_form_unless_json_is_accepted(play: Play) -> None:
    form = {
        "code": play.code("github"),
        "client_id": "mock-github",
        "client_secret": "mock-secret-github",
        "redirect_uri": play.callback("github"),
    }
    url = "https://github.com/login/oauth/access_token"
    response = play.post(url, form, {"accept": "*/*"})
    assert response.headers["Content-Type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("slug", "basic", "why"),
    [
        ("apple-id", True, "Apple accepts it as a signed JWT in the form."),
        ("linkedin-openidconnect", True, "accepts it in the form."),
        ("twitter-oauth2", False, "accepts it by HTTP Basic."),
        ("zoom-oauth2", False, "accepts it by HTTP Basic."),
    ],
)
def test_secret_is_refused_if_the_service_does_not_accept_it_there(
    play: Play, slug: str, basic: bool, why: str
) -> None:
    url = play.state.providers[slug].data["token"]["url"]
    pair = base64.b64encode(f"mock-{slug}:x".encode()).decode()
    body = {} if basic else {"client_id": f"mock-{slug}", "client_secret": "x"}
    play.post(url, body, {"authorization": f"Basic {pair}"} if basic else {})
    assert play.why().endswith(why)


@pytest.mark.parametrize(
    ("slug", "place"), [("github", "access_token"), ("discord", "access_token")]
)
def test_token_in_the_query_is_refused_if_the_service_refuses_it(
    play: Play, slug: str, place: str
) -> None:
    token = json.loads(play.token(slug, play.code(slug)).body)["access_token"]
    assert play.get(TODAY[slug][2], **{place: token}).status == 401


# CORS


def test_single_page_client_may_call_token_and_userinfo(play: Play) -> None:
    page = {"origin": "https://app.example"}
    ask = {**page, "access-control-request-headers": "authorization"}
    allowed = play.send("OPTIONS", "https://gitlab.com/oauth/userinfo", ask, {})
    assert allowed.status == 204
    assert allowed.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert allowed.headers["Access-Control-Allow-Headers"] == "authorization"

    refused = play.post("https://gitlab.com/oauth/token", {}, page)
    assert (refused.status, refused.headers["Access-Control-Allow-Origin"]) == (401, "*")


def test_scripts_cannot_call_if_the_service_does_not_allow_them(play: Play) -> None:
    url, page = "https://github.com/login/oauth/access_token", {"origin": "https://app.example"}
    assert play.send("OPTIONS", url, page, {}).status == 405
    assert "Access-Control-Allow-Origin" not in play.post(url, {}, page).headers
    assert "Access-Control-Allow-Origin" in play.get("https://api.github.com/user", page).headers


def test_cors_headers_can_be_missing(play: Play) -> None:
    page = {"origin": "https://app.example"}
    order = {"provider": "gitlab", "at": "discovery", "fault": "no_cors"}
    play.send("POST", "/_control/faults", {}, {}, json.dumps(order).encode())
    url = "https://gitlab.com/.well-known/openid-configuration"
    assert "Access-Control-Allow-Origin" not in play.get(url, page).headers
    assert play.get(url, page).headers["Access-Control-Allow-Origin"] == "*"


def test_wrong_method_names_the_right_ones(play: Play) -> None:
    response = play.send("PUT", "https://gitlab.com/oauth/token", {}, {})
    assert (response.status, response.headers["Allow"]) == (405, "POST")
    assert play.why() == "Got PUT; expected POST."


def test_timeline_names_the_check_that_failed(play: Play) -> None:
    play.token("gitlab", play.code("gitlab"), client_secret="guess")
    sentence = "Failed check: client authentication. The client secret is wrong."
    assert play.state.timeline.since()[-1].sentence == sentence
    assert sentence in play.send("GET", "/", {}, {}).body.decode()

"""Flask with requests-oauthlib, as its documentation shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, jsonify, redirect, request, session
from flask.testing import FlaskClient
from oauthlib.oauth2 import OAuth2Error
from requests_oauthlib import OAuth1Session, OAuth2Session  # type: ignore[import-untyped]

from mock_providers.detours.with_requests import MockAdapter
from mock_providers.running import MockProviders, running

APP = "https://app.example"
GITHUB = {
    "authorize": "https://github.com/login/oauth/authorize",
    "token": "https://github.com/login/oauth/access_token",
    "user": "https://api.github.com/user",
}
GOOGLE = {
    "authorize": "https://accounts.google.com/o/oauth2/v2/auth",
    "token": "https://oauth2.googleapis.com/token",
    "user": "https://www.googleapis.com/oauth2/v1/userinfo",
}
ADDRESSES = {"github": GITHUB, "google-oauth2": GOOGLE}
SCOPES = {"github": ["user:email"], "google-oauth2": ["openid", "email", "profile"]}
X = "https://api.x.com"


@pytest.fixture(scope="module")
def mock() -> Iterator[MockProviders]:
    with running(f"{APP}/callback/{{provider}}") as mock:
        yield mock


@pytest.fixture
def visitor(mock: MockProviders) -> FlaskClient:
    mock.state.reset()
    app = Flask("app")
    app.secret_key = "for tests"

    def client(slug: str, **more: Any) -> Any:
        uri = f"{APP}/callback/{slug}"
        client_id, secret = mock.client(slug)
        if slug == "twitter":
            made = OAuth1Session(client_id, secret, callback_uri=uri, **more)
        else:
            made = OAuth2Session(client_id, redirect_uri=uri, scope=SCOPES[slug], **more)
        made.mount("https://", MockAdapter(mock))
        return made

    @app.get("/login/<slug>")
    def login(slug: str) -> Any:
        if slug == "twitter":
            oauth = client(slug)
            session["secret"] = oauth.fetch_request_token(f"{X}/oauth/request_token")[
                "oauth_token_secret"
            ]
            return redirect(oauth.authorization_url(f"{X}/oauth/authenticate"))
        url, session["state"] = client(slug).authorization_url(
            ADDRESSES[slug]["authorize"], access_type="offline"
        )
        return redirect(url)

    @app.get("/callback/<slug>")
    def callback(slug: str) -> Any:
        if slug == "twitter":
            oauth = client(
                slug,
                resource_owner_key=request.args["oauth_token"],
                resource_owner_secret=session["secret"],
                verifier=request.args["oauth_verifier"],
            )
            oauth.fetch_access_token(f"{X}/oauth/access_token")
            return oauth.get(f"{X}/1.1/account/verify_credentials.json").json()
        oauth = client(slug, state=session["state"])
        try:
            token = oauth.fetch_token(
                ADDRESSES[slug]["token"],
                client_secret=mock.client(slug)[1],
                authorization_response=request.url,
            )
        except OAuth2Error as error:
            return jsonify(error=error.error)
        return {**oauth.get(ADDRESSES[slug]["user"]).json(), "token": token}

    return app.test_client()


def sign_in(visitor: FlaskClient, mock: MockProviders, slug: str, **more: str) -> Any:
    began = visitor.get(f"/login/{slug}", base_url=APP)
    callback = urlsplit(mock.allow(began.headers["Location"], **more))
    return visitor.get(f"{callback.path}?{callback.query}", base_url=APP).get_json()


def test_signs_in_with_github(visitor: FlaskClient, mock: MockProviders) -> None:
    assert sign_in(visitor, mock, "github")["login"] == "ada"


def test_signs_in_with_google_and_gets_a_refresh_token(
    visitor: FlaskClient, mock: MockProviders
) -> None:
    told = sign_in(visitor, mock, "google-oauth2", mock_person="zoe")
    assert (told["given_name"], told["verified_email"]) == ("Zoë", True)
    assert told["token"]["refresh_token"].startswith("1//")


def test_signs_in_with_x_by_oauth1(visitor: FlaskClient, mock: MockProviders) -> None:
    assert sign_in(visitor, mock, "twitter")["screen_name"] == "ada"


def test_rejects_faults(visitor: FlaskClient, mock: MockProviders) -> None:
    refused = sign_in(visitor, mock, "github", mock_fault="callback:wrong_state")
    assert refused == {"error": "mismatching_state"}
    refused = sign_in(visitor, mock, "google-oauth2", mock_fault="token:used_code")
    assert refused == {"error": "invalid_grant"}

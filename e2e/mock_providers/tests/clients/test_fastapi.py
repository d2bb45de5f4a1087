"""FastAPI with Authlib, as Authlib's documentation shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from authlib.integrations.starlette_client import OAuth, OAuthError  # type: ignore[import-untyped]
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from joserfc.errors import JoseError
from starlette.middleware.sessions import SessionMiddleware

from mock_providers.detours.with_httpx2 import AsyncMockTransport
from mock_providers.running import MockProviders, running

APP = "http://testserver"


@pytest.fixture(scope="module")
def mock() -> Iterator[MockProviders]:
    with running(f"{APP}/auth/{{provider}}") as mock:
        yield mock


@pytest.fixture
def visitor(mock: MockProviders) -> TestClient:
    mock.state.reset()
    app, oauth = FastAPI(), OAuth()
    app.add_middleware(SessionMiddleware, secret_key="for tests")
    detour = {"transport": AsyncMockTransport(mock)}
    for slug in ("google-oauth2", "oidc"):
        client_id, secret = mock.client(slug)
        oauth.register(
            slug,
            client_id=client_id,
            client_secret=secret,
            server_metadata_url=f"{mock.issuer(slug)}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
        )
    oauth.register(
        "github",
        client_id=mock.client("github")[0],
        client_secret=mock.client("github")[1],
        authorize_url="https://github.com/login/oauth/authorize",
        access_token_url="https://github.com/login/oauth/access_token",
        api_base_url="https://api.github.com/",
        client_kwargs={"scope": "user:email", **detour},
    )

    @app.get("/login/{slug}")
    async def login(request: Request, slug: str) -> Any:
        client = oauth.create_client(slug)
        return await client.authorize_redirect(request, f"{APP}/auth/{slug}")

    @app.get("/auth/{slug}")
    async def auth(request: Request, slug: str) -> Any:
        client = oauth.create_client(slug)
        try:
            token = await client.authorize_access_token(request)
        except OAuthError as error:
            return {"error": error.error}
        except JoseError as error:  # about the id_token
            return {"error": type(error).__name__}
        if slug == "github":
            return (await client.get("user", token=token)).json()
        return token["userinfo"]

    return TestClient(app, base_url=APP, follow_redirects=False)


def sign_in(visitor: TestClient, mock: MockProviders, slug: str, **more: str) -> dict[str, Any]:
    began = visitor.get(f"/login/{slug}")
    callback = urlsplit(mock.allow(began.headers["Location"], **more))
    return dict(visitor.get(f"{callback.path}?{callback.query}").json())


@pytest.mark.parametrize("slug", ["google-oauth2", "oidc"])
def test_signs_in_by_the_issuer_alone(visitor: TestClient, mock: MockProviders, slug: str) -> None:
    told = sign_in(visitor, mock, slug)
    assert (told["sub"], told["iss"]) == ("9000000000007001", mock.issuer(slug))
    assert told["email"] == "ada@example.com"


def test_signs_in_with_github_by_the_detour(visitor: TestClient, mock: MockProviders) -> None:
    assert sign_in(visitor, mock, "github")["login"] == "ada"


@pytest.mark.parametrize(
    ("slug", "fault", "error"),
    [
        ("oidc", "callback:server_error", "server_error"),
        ("oidc", "callback:wrong_state", "mismatching_state"),
        ("oidc", "id_token:signature", "BadSignatureError"),
        ("oidc", "id_token:nonce", "InvalidClaimError"),
        ("google-oauth2", "token:expired_code", "invalid_grant"),
    ],
)
def test_rejects_faults(
    visitor: TestClient, mock: MockProviders, slug: str, fault: str, error: str
) -> None:
    assert sign_in(visitor, mock, slug, mock_fault=fault) == {"error": error}


def test_person_can_decline_on_the_page(visitor: TestClient, mock: MockProviders) -> None:
    began = visitor.get("/login/oidc").headers["Location"]
    callback = urlsplit(mock.decline(began))
    answer = visitor.get(f"{callback.path}?{callback.query}").json()
    assert answer == {"error": "access_denied"}

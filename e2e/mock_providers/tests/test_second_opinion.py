"""Independent clients understand the mock, and the mock understands them."""

from __future__ import annotations

import pytest
import requests
from authlib.integrations.requests_client import (  # type: ignore[import-untyped]
    OAuth1Session as AuthlibOAuth1,
)
from authlib.integrations.requests_client import OAuth2Session as AuthlibOAuth2
from joserfc import jwt
from joserfc.jwk import KeySet
from requests_oauthlib import OAuth1Session  # type: ignore[import-untyped]

from mock_providers.running import MockProviders

from .detour import Detour, allow

CALLBACK = "http://localhost:8000/callback/{}"
REQUEST = "https://api.twitter.com/oauth/request_token"
AUTHORIZE = "https://api.twitter.com/oauth/authenticate"
ACCESS = "https://api.twitter.com/oauth/access_token"
PROFILE = "https://api.twitter.com/1.1/account/verify_credentials.json?include_email=true&x=a%20b"


def test_oauthlib_signs_in(mock_providers: MockProviders) -> None:
    client = OAuth1Session(
        "mock-twitter", "mock-secret-twitter", callback_uri=CALLBACK.format("twitter")
    )
    client.mount("https://", Detour(mock_providers))

    client.fetch_request_token(REQUEST)
    client.parse_authorization_response(allow(mock_providers, client.authorization_url(AUTHORIZE)))
    client.fetch_access_token(ACCESS)

    assert client.get(PROFILE, timeout=5).json()["screen_name"] == "ada"


def test_oauthlib_with_a_wrong_secret_is_refused(mock_providers: MockProviders) -> None:
    client = OAuth1Session("mock-twitter", "guess", callback_uri=CALLBACK.format("twitter"))
    client.mount("https://", Detour(mock_providers))

    with pytest.raises(ValueError, match="signature_invalid"):
        client.fetch_request_token(REQUEST)


def test_authlib_signs_in_by_oauth1(mock_providers: MockProviders) -> None:
    client = AuthlibOAuth1(
        "mock-twitter", "mock-secret-twitter", redirect_uri=CALLBACK.format("twitter")
    )
    client.mount("https://", Detour(mock_providers))

    client.fetch_request_token(REQUEST)
    client.parse_authorization_response(
        allow(mock_providers, client.create_authorization_url(AUTHORIZE))
    )
    client.fetch_access_token(ACCESS)

    assert client.get(PROFILE, timeout=5).json()["screen_name"] == "ada"


@pytest.mark.parametrize(("slug", "alg"), [("fedora-oidc", "RS256"), ("vault", "ES256")])
def test_authlib_signs_in_by_openid_connect(
    mock_providers: MockProviders, slug: str, alg: str
) -> None:
    issuer = mock_providers.state.providers[slug].data["issuer"]
    road = requests.Session()
    road.mount("https://", Detour(mock_providers))
    found = road.get(f"{issuer}/.well-known/openid-configuration", timeout=5).json()
    client = AuthlibOAuth2(
        f"mock-{slug}",
        f"mock-secret-{slug}",
        scope="openid profile email",
        redirect_uri=CALLBACK.format(slug),
        code_challenge_method="S256",
    )
    client.mount("https://", Detour(mock_providers))

    url, state = client.create_authorization_url(
        found["authorization_endpoint"], nonce="a-nonce", code_verifier="v" * 43
    )
    token = client.fetch_token(
        found["token_endpoint"],
        authorization_response=allow(mock_providers, url),
        state=state,
        code_verifier="v" * 43,
    )

    keys = KeySet.import_key_set(road.get(found["jwks_uri"], timeout=5).json())
    claims = jwt.decode(token["id_token"], keys, algorithms=[alg]).claims
    assert found["issuer"] == claims["iss"] == issuer
    assert (claims["aud"], claims["nonce"]) == (f"mock-{slug}", "a-nonce")
    userinfo = client.get(found["userinfo_endpoint"], timeout=5).json()
    assert userinfo["sub"] == claims["sub"] == "9000000000007001"
    assert userinfo["email"] == "ada@example.com"

"""Beyond the catalogue: hundreds of random provider responses cause no 500 and no partial write.

Over HTTP, from end to end: OAuth 2 (GitHub, Facebook), OpenID Connect (Google, LinkedIn with
its discovery) and OAuth 1 (X). Thousands with EXHAUSTIVE=1.
"""

from __future__ import annotations

from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode
from rest_framework.test import APIClient

from rest_social_auth.provider.adapted_backend import adapted
from tests.exhaustive import EXHAUSTIVE
from tests.security.random_answers import Reply, as_body, changed, lying, mostly, replies
from tests.security.random_requests import values
from tests.security.support import kept

EXAMPLES = 2_000 if EXHAUSTIVE else 100
PERSON = {
    **{"id": 77, "sub": "77", "login": "ada", "name": "Ada Lovelace"},
    **{"email": "ada@example.com", "email_verified": True},
}
TOKEN = {"access_token": "gho_good", "token_type": "bearer", "expires_in": 3600}
REQUEST_TOKEN = {"oauth_token": "r", "oauth_token_secret": "s", "oauth_callback_confirmed": "true"}
ACCESS_TOKEN = {"oauth_token": "a", "oauth_token_secret": "s", "user_id": "77"}
X_PERSON = {**PERSON, "id_str": "77", "screen_name": "ada"}
EMAILS = [{"email": "ada@example.com", "primary": True, "verified": True}]
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
JWKS = {
    "keys": [{**RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "1", "alg": "RS256"}]
}
LINKEDIN = {
    "issuer": "https://www.linkedin.com",
    "authorization_endpoint": "https://www.linkedin.com/oauth/v2/authorization",
    "token_endpoint": "https://www.linkedin.com/oauth/v2/access_token",
    "userinfo_endpoint": "https://api.linkedin.com/v2/userinfo",
    "jwks_uri": "https://www.linkedin.com/oauth/openid/jwks",
}
GOOGLE = {
    "issuer": "https://accounts.google.com",
    "token_endpoint": "https://accounts.google.com/o/oauth2/token",
    "userinfo_endpoint": "https://openidconnect.googleapis.com/v1/userinfo",
    "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
}
# The statuses that blame a caller, a person or a provider, and never a bug of ours.
KNOWN = {200, 400, 403, 502, 503, 504}

thorough = settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def liar(settings, db):
    with lying() as liar:
        settings.REST_SOCIAL_MOCK_URL = liar.url
        settings.REST_SOCIAL_REQUIRE_STATE = False
        yield liar
    assert liar.cookies == [], "no provider's cookie is kept"


def post(path: str, body: Any, client: APIClient | None = None) -> Any:
    """Post, and return the response. A refusal has a sentence and has written nothing."""
    before = kept()
    client = client or APIClient(raise_request_exception=False)
    response = client.post(f"/api/login/social/{path}", body, format="json")
    assert response.status_code in KNOWN, response.content
    if response.status_code == 200:
        assert response.json().get("username", "x")
        get_user_model().objects.all().delete()
    else:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] != "internal_error"
        assert kept() == before
        if response.status_code in {503, 504}:
            assert 0 <= int(response["Retry-After"]) <= 3600
    return response


def test_whatever_github_responds(liar):
    signed_in = []

    @thorough
    @seed(1)
    @given(replies(TOKEN), replies(PERSON), replies(EMAILS))
    def check(token: Reply, profile: Reply, emails: Reply):
        liar.replies = {"/access_token": token, "/user": profile, "/emails": emails}
        signed_in.append(post("token_user/github/", {"code": "x"}).status_code == 200)

    check()
    assert any(signed_in)


def test_whatever_facebook_responds(liar):
    signed_in = []

    @thorough
    @seed(2)
    @given(replies(TOKEN), replies(PERSON))
    def check(token: Reply, profile: Reply):
        liar.replies = {"/access_token": token, "/me": profile}
        signed_in.append(post("token_user/facebook/", {"code": "x"}).status_code == 200)

    check()
    assert any(signed_in)


def test_whatever_x_responds(liar):
    """With OAuth 1, the first step calls the provider, too."""
    signed_in = []

    @thorough
    @seed(3)
    @given(replies(REQUEST_TOKEN, form=True), replies(ACCESS_TOKEN, form=True), replies(X_PERSON))
    def check(request_token: Reply, token: Reply, profile: Reply):
        liar.replies = {
            "/request_token": request_token,
            "/access_token": token,
            "/verify_credentials.json": profile,
        }
        client = APIClient(raise_request_exception=False)
        begun = post("token_user/twitter/", {}, client)
        if begun.status_code == 200:
            body = {"oauth_token": begun.json()["oauth_token"], "oauth_verifier": "v"}
            response = post("token_user/twitter/", body, client)
            signed_in.append(response.status_code == 200)

    check()
    assert any(signed_in)


@pytest.mark.parametrize("provider", ["google-openidconnect", "linkedin-openidconnect"])
def test_whatever_an_openid_provider_responds(liar, provider):
    """With a right signature most of the time, for a liar has keys too."""
    google = provider.startswith("google")
    facts = GOOGLE if google else LINKEDIN
    claims = {
        "iss": "accounts.google.com" if google else facts["issuer"],
        "aud": f"mock-{provider}",
        **{"sub": "77", "iat": int(time()), "exp": int(time()) + 3600, "nonce": "?", **PERSON},
    }
    names = ("token_endpoint", "userinfo_endpoint", "jwks_uri")
    at_token, at_userinfo, at_keys = (urlsplit(facts[name]).path for name in names)
    signed_in = []

    @thorough
    @seed(4)
    @given(
        replies(facts),
        replies(TOKEN),
        replies(PERSON),
        replies(JWKS),
        mostly(st.just(claims), changed(claims)),
        mostly(st.just({"kid": "1"}), st.dictionaries(st.sampled_from(["kid", "typ"]), values)),
        mostly(st.just(True), st.just(False)),
    )
    def check(discovery, token, profile, jwks, claims, header, whole):
        adapted.cache_clear()  # social-core keeps documents for each class
        liar.replies = {
            "/openid-configuration": discovery,
            at_token: token,
            at_userinfo: profile,
            at_keys: jwks,
        }
        client = APIClient(raise_request_exception=False)
        begun = post(f"begin/{provider}/", {}, client)
        if begun.status_code != 200:
            return
        nonce = parse_qs(urlsplit(begun.json()["authorization_url"]).query).get("nonce", [""])[0]
        if whole:
            id_token = signed(claims, header, nonce)
            liar.replies[at_token] = Reply(200, [], as_body({**TOKEN, "id_token": id_token}, False))
        body = {"code": "x", "state": begun.json()["state"]}
        signed_in.append(post(f"token_user/{provider}/", body, client).status_code == 200)

    check()
    adapted.cache_clear()
    assert any(signed_in)


def signed(claims: Any, header: Any, nonce: str) -> str:
    """Return a JSON Web Token with these claims."""
    if isinstance(claims, dict) and claims.get("nonce") == "?":
        claims = {**claims, "nonce": nonce}
    parts = [as_body({"alg": "RS256", **header}, False), as_body(claims, False)]
    said = b".".join(map(base64url_encode, parts))
    signature = KEY.sign(said, PKCS1v15(), SHA256())
    return b".".join([said, base64url_encode(signature)]).decode()

"""F: OpenID Connect, where the provider signs what it says."""

from __future__ import annotations

import base64
import hmac
import json
import re

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from social_core.backends.google_openidconnect import GoogleOpenIdConnect
from social_core.backends.oauth import BaseOAuth2

from tests.conftest import E2E
from tests.security.support import accepted, complete, nothing_happens, refused

PROVIDER = "google-openidconnect"
ISSUER = "accounts.google.com"


def come_back(visitor, fault=""):
    return visitor.come_back(PROVIDER, fault=fault)


def test_F16_a_response_from_another_issuer_is_refused_before_its_code_is_used(visitor):
    callback = {**come_back(visitor), "iss": "https://evil.example"}

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, PROVIDER), 400, "issuer_mismatch")


def test_F16_an_announced_issuer_is_required(visitor, monkeypatch):
    callback = come_back(visitor)
    facts = {"issuer": ISSUER, "authorization_response_iss_parameter_supported": True}
    monkeypatch.setattr(GoogleOpenIdConnect, "oidc_config", lambda backend: facts)

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, PROVIDER), 400, "issuer_mismatch")


def test_F16_the_correct_issuer_is_accepted(visitor):
    accepted(complete(visitor, {**come_back(visitor), "iss": ISSUER}, PROVIDER))


def test_F18_a_wrong_nonce_is_refused(visitor):
    callback = come_back(visitor, "id_token:nonce")

    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, PROVIDER), 403, "nonce_mismatch")


def test_F18_an_id_token_without_a_nonce_is_refused(visitor):
    asked = re.sub(r"nonce=[^&]*&?", "", visitor.begin(PROVIDER)["authorization_url"])
    callback = visitor.mocks.consent(asked)

    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, PROVIDER), 403, "nonce_mismatch")


def test_F18_an_id_token_cannot_be_used_twice(visitor, another_visitor, answers):
    given = []

    def remember(response):
        given.append(response)
        return response

    answers(remember)
    accepted(complete(another_visitor, come_back(another_visitor), PROVIDER))
    callback = come_back(visitor)

    answers(lambda response: given[0])
    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, PROVIDER), 403, "nonce_mismatch")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("audience", 502, "invalid_claim"),
        ("issuer", 502, "invalid_claim"),
        ("expired", 403, "response_expired"),
        ("at_hash", 502, "invalid_claim"),
        ("signature", 502, "invalid_signature"),
        ("alg_none", 502, "invalid_signature"),
        ("unknown_kid", 502, "invalid_signature"),
        ("missing", 502, "missing_claim"),
    ],
)
def test_F19_a_forged_id_token_signs_nobody_in(visitor, fault, status, code):
    callback = come_back(visitor, f"id_token:{fault}")

    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, PROVIDER), status, code)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"azp": "another-client"}, "invalid_claim"),
        ({"aud": ["mock-google-openidconnect", "another-client"]}, "invalid_claim"),
        ({"sub": None}, "missing_claim"),
    ],
)
def test_F19_an_id_token_for_another_client_is_refused(visitor, answers, claims, code):
    callback = come_back(visitor)

    answers(lambda response: signed_anew(response, lambda said: {**said, **claims}))
    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, PROVIDER), 502, code)


def test_F19_the_public_key_is_not_accepted_as_an_hmac_secret(visitor, answers):
    """RS256's public key, which everybody has, used as the secret of HS256."""
    callback = come_back(visitor)

    answers(lambda response: {**response, "id_token": signed_with_public_key(response["id_token"])})
    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, PROVIDER), 502, "invalid_signature")


def test_F19_each_forged_id_token_is_refused_for_what_was_forged(visitor, answers):
    callback = come_back(visitor)

    answers(lambda response: signed_anew(response, lambda said: said))
    accepted(complete(visitor, callback, PROVIDER))


@pytest.fixture
def answers(monkeypatch):
    """Return a function that makes the provider's token endpoint return something else."""
    original = BaseOAuth2.request_access_token

    def let(change):
        monkeypatch.setattr(
            BaseOAuth2, "request_access_token", lambda *a, **k: change(original(*a, **k))
        )

    return let


def signed_anew(response, change):
    """Return the response with changed claims in its ID token, signed with the provider's key."""
    header = jwt.get_unverified_header(response["id_token"])
    claims = change(jwt.decode(response["id_token"], options={"verify_signature": False}))
    key = (E2E / "mock_providers" / "keys" / "RS256.pem").read_text()
    payload = {name: value for name, value in claims.items() if value is not None}
    return {**response, "id_token": jwt.encode(payload, key, "RS256", {"kid": header["kid"]})}


def signed_with_public_key(id_token):
    private = load_pem_private_key((E2E / "mock_providers/keys/RS256.pem").read_bytes(), None)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = jwt.get_unverified_header(id_token) | {"alg": "HS256"}
    signed = f"{encoded(json.dumps(header).encode())}.{id_token.split('.')[1]}"
    return f"{signed}.{encoded(hmac.digest(public, signed.encode(), 'sha256'))}"


def encoded(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

"""F: OpenID Connect, where the provider signs what it says."""

from __future__ import annotations

import pytest
from social_core.backends.google_openidconnect import GoogleOpenIdConnect

from tests.security.support import accepted, complete, nothing_happens, refused

PROVIDER = "google-openidconnect"
ISSUER = "accounts.google.com"


def come_back(visitor, fault=""):
    return visitor.come_back(PROVIDER, fault=fault)


def test_F16_an_answer_of_another_issuer_is_refused_before_its_code_is_used(visitor):
    callback = {**come_back(visitor), "iss": "https://evil.example"}

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, PROVIDER), 400, "issuer_mismatch")


def test_F16_an_issuer_that_was_promised_must_be_there(visitor, monkeypatch):
    callback = come_back(visitor)
    facts = {"issuer": ISSUER, "authorization_response_iss_parameter_supported": True}
    monkeypatch.setattr(GoogleOpenIdConnect, "oidc_config", lambda backend: facts)

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, PROVIDER), 400, "issuer_mismatch")


def test_F16_the_right_issuer_is_welcome(visitor):
    accepted(complete(visitor, {**come_back(visitor), "iss": ISSUER}, PROVIDER))


def test_F18_another_nonce_is_refused(visitor):
    callback = come_back(visitor, "id_token:nonce")

    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, PROVIDER), 403, "nonce_mismatch")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("audience", "invalid_claim"),
        ("issuer", "invalid_claim"),
        ("expired", "response_expired"),
        ("at_hash", "invalid_claim"),
        ("signature", "invalid_signature"),
        ("alg_none", "invalid_signature"),
        ("unknown_kid", "invalid_signature"),
        ("missing", "missing_claim"),
    ],
)
def test_F19_a_forged_id_token_signs_nobody_in(visitor, fault, code):
    callback = come_back(visitor, f"id_token:{fault}")

    with nothing_happens(visitor.mocks, asked=True):
        answer = complete(visitor, callback, PROVIDER)
        assert answer.status_code in {403, 502}
        refused(answer, answer.status_code, code)

"""Whatever a provider does wrong gets a stable code and the right status, in time, and no row."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from social_django.models import UserSocialAuth

from rest_social_auth.provider import call
from tests.exhaustive import EXHAUSTIVE

from .files import Provider, providers
from .test_sign_in import begin, consent, finish

BY_SLUG = {provider.slug: provider for provider in providers()}
GITLAB, FEDORA = BY_SLUG["gitlab"], BY_SLUG["fedora-oidc"]
NETWORK = {
    "500": (503, "unavailable"),
    "503": (503, "unavailable"),
    "429": (503, "rate_limited"),
    "403": (502, "http_error"),
    "html": (502, "malformed_response"),
    "truncated": (503, "connection_failed"),
    "reset": (503, "connection_failed"),
    "timeout": (504, "timeout"),
    "drip": (504, "timeout"),
    "huge": (502, "http_error"),
    "redirect": (502, "http_error"),
}
TOKEN = NETWORK | {
    "null": (502, "malformed_response"),
    "list": (502, "malformed_response"),
    "empty": (502, "missing_claim"),
    "error": (503, "unavailable"),
    "no_token": (502, "missing_claim"),
    "expired_code": (400, "authorization_code_rejected"),
    "used_code": (400, "authorization_code_rejected"),
    "wrong_client": (502, "provider_rejected_client"),
}
PROFILE = NETWORK | {
    "empty": (502, "missing_claim"),
    "null": (502, "missing_claim"),
    "list": (502, "missing_claim"),
    "error": (502, "missing_claim"),
    "revoked": (403, "credential_rejected"),
}
ID_TOKEN = {
    "missing": (502, "missing_claim"),
    "signature": (502, "invalid_signature"),
    "unknown_kid": (502, "invalid_signature"),
    "alg_none": (502, "invalid_signature"),
    "hmac": (502, "invalid_signature"),
    "audience": (502, "invalid_claim"),
    "issuer": (502, "invalid_claim"),
    "nonce": (403, "nonce_mismatch"),
    "expired": (403, "response_expired"),
    "old": (403, "response_expired"),
    "at_hash": (502, "invalid_claim"),
    "other_person": (502, "invalid_claim"),
}
CALLBACK = {
    "declined": (400, "authorization_declined"),
    "server_error": (400, "authorization_failed"),
    "temporarily_unavailable": (400, "authorization_failed"),
    "wrong_state": (403, "session_context_missing"),
    "no_state": (400, "state_required"),
    "wrong_code": (400, "authorization_code_rejected"),
    "no_code": (400, "missing_parameter"),
}


def cases(stage: str, table: dict[str, tuple[int, str]]) -> list[Any]:
    return [
        pytest.param(f"{stage}:{kind}", *response, id=f"{stage}-{kind}")
        for kind, response in table.items()
    ]


@pytest.fixture
def hurry(settings: Any, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """A tenth of the patience with faults that use it up, so that the test does not take minutes.

    With all others the usual one: on a busy machine a tenth is soon over.
    """
    if fault.endswith((":timeout", ":drip")):
        settings.SOCIAL_AUTH_REQUESTS_TIMEOUT = 0.5
        monkeypatch.setattr(call, "DEADLINE", 1.0)


def spoiled(offer: Any, provider: Provider, fault: str) -> Any:
    visitor = offer(provider)
    callback = consent(visitor, begin(visitor, provider), mock_person="ada", mock_fault=fault)
    return finish(visitor, provider, callback)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [*cases("callback", CALLBACK), *cases("token", TOKEN), *cases("profile", PROFILE)],
)
@pytest.mark.usefixtures("hurry")
def test_fault_of_the_provider_is_a_problem(offer: Any, fault: str, status: int, code: str) -> None:
    started = time.monotonic()
    response = spoiled(offer, GITLAB, fault)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert time.monotonic() - started < 8
    assert not get_user_model().objects.exists()
    assert not UserSocialAuth.objects.exists()


@pytest.mark.parametrize(("fault", "status", "code"), cases("id_token", ID_TOKEN))
def test_spoiled_id_token_signs_nobody_in(offer: Any, fault: str, status: int, code: str) -> None:
    response = spoiled(offer, FEDORA, fault)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not UserSocialAuth.objects.exists()


def test_another_issuer_in_the_callback_is_refused(offer: Any) -> None:
    response = spoiled(offer, FEDORA, "callback:wrong_iss")
    assert (response.status_code, response.json()["code"]) == (400, "issuer_mismatch")


@pytest.mark.parametrize("seconds", ["30", "60"])
def test_retry_after_of_a_busy_provider_is_passed_on(offer: Any, seconds: str) -> None:
    response = spoiled(offer, GITLAB, {"30": "token:503", "60": "token:429"}[seconds])
    assert response["Retry-After"] == seconds


@pytest.mark.parametrize("at", ["token", "profile"])
def test_slowest_provider_costs_little_more_than_its_deadline(
    offer: Any, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """It drips, so that no single byte takes long; for ten seconds with EXHAUSTIVE=1."""
    deadline = call.DEADLINE if EXHAUSTIVE else 1.5
    monkeypatch.setattr(call, "DEADLINE", deadline)
    started = time.monotonic()

    response = spoiled(offer, GITLAB, f"{at}:drip")

    assert (response.status_code, response.json()["code"]) == (504, "timeout")
    assert deadline - 1 < time.monotonic() - started < deadline + 2


def test_missing_address_is_no_failure(offer: Any) -> None:
    assert spoiled(offer, GITLAB, "profile:no_email").status_code == 200
    assert get_user_model().objects.get().email == ""

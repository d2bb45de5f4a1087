"""Who may sign up: each policy is one line of the pipeline, and its refusal a problem."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings
from social_django.models import UserSocialAuth

from rest_social_auth.accounts.verified_email import is_verified
from rest_social_auth.checks.policies import misplaced
from rest_social_auth.endpoint.choose_backend import load_strategy
from rest_social_auth.pipeline import PIPELINE
from tests.conftest import Visitor
from tests.security.support import KINDS, accepted, complete, nothing_happens, refused

ROOT = Path(__file__).resolve().parents[2]
CREATE = PIPELINE.index("rest_social_auth.pipeline.create")


@pytest.fixture
def policy(settings: Any) -> Any:
    """Return a function that puts policies into the pipeline, where the README has them."""

    def put(*names: str) -> None:
        steps = [f"rest_social_auth.policies.{name}" for name in names]
        place = CREATE + 1 if names == ("await_approval",) else CREATE
        settings.SOCIAL_AUTH_PIPELINE = [*PIPELINE[:place], *steps, *PIPELINE[place:]]

    return put


def test_the_readme_shows_the_default_pipeline_with_a_line_for_each_policy():
    readme = (ROOT / "backend/rest_social_auth/README.md").read_text()
    block = readme.partition("\n## Who may sign up\n")[2].partition("```python\n")[2]
    lines = re.findall(r'^ +(?:# )?"([\w.]+)",', block.partition("```")[0], re.M)

    policies = [line for line in lines if ".policies." in line]
    assert [line for line in lines if line not in policies] == [*PIPELINE]
    written = (ROOT / "backend/rest_social_auth/policies.py").read_text()
    assert {line.rpartition(".")[2] for line in policies} == {
        *re.findall(r"^def (\w+)\(", written, re.M)
    }
    with override_settings(SOCIAL_AUTH_PIPELINE=lines):
        assert misplaced() is None


def people() -> list[str]:
    return sorted(get_user_model().objects.values_list("username", flat=True))


def test_a_closed_site_refuses_new_people_in_every_way(visitor, policy):
    policy("no_sign_up")

    for kind in KINDS:
        callback = visitor.come_back("github")
        with nothing_happens(visitor.mocks, asked=True):
            refused(complete(visitor, callback, kind=kind), 403, "sign_up_closed")


def test_a_closed_site_signs_in_whoever_has_an_account_and_links_another(visitor, policy):
    accepted(visitor.sign_in("session"))
    policy("no_sign_up")

    accepted(visitor.sign_in("session"))
    begun = visitor.begin("facebook", intent="connect")
    callback = visitor.mocks.consent(begun["authorization_url"])
    body = {"provider": "facebook", **callback}
    accepted(visitor.post("/api/social/connections/", body, format="json"), 201)
    assert people() == ["ada"]


@pytest.mark.parametrize("spelled", ["ada@example.com", "ADA@Example.COM"])
@pytest.mark.parametrize("active", [True, False])
def test_an_address_that_somebody_has_is_refused_with_what_to_do(visitor, policy, spelled, active):
    get_user_model().objects.create(username="first", email=spelled, is_active=active)
    policy("refuse_taken_email")
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks, asked=True):
        response = complete(visitor, callback)
    assert response.json() == {
        "type": "urn:rest-social-auth:problem:email_in_use",
        "title": "Conflict",
        "status": 409,
        "detail": "Another account has this e-mail address: sign in there and link this.",
        "code": "email_in_use",
        "source": "storage",
        "stage": "pipeline",
        "recovery": "use_existing_account",
        "errors": {
            "email": [{"message": "Another user already has this value.", "code": "unique"}]
        },
    }


def test_an_address_of_ones_own_and_no_address_are_not_refused(visitor, another_visitor, policy):
    policy("refuse_taken_email")

    for _ in range(2):
        accepted(visitor.sign_in("token"))
    accepted(visitor.sign_in("token", "facebook", "sam"))
    accepted(another_visitor.sign_in("token", "twitter", "sam"))


def test_an_address_that_is_typed_in_is_compared_too(visitor, policy):
    get_user_model().objects.create(username="first", email="sam@example.com")
    policy("refuse_taken_email")
    paused = visitor.sign_in("token", person="sam").json()

    body = {"partial_token": paused["partial_token"], "email": "Sam@example.com"}
    refused(complete(visitor, body, kind="token"), 409, "email_in_use")
    assert people() == ["first"]


@pytest.mark.parametrize("provider", ["google-oauth2", "github", "discord", "fedora-oidc"])
def test_only_verified_addresses_of_listed_domains_sign_up(
    visitor, another_visitor, policy, settings, provider
):
    policy("only_domains")
    settings.SOCIAL_AUTH_SIGN_UP_DOMAINS = ["Example.com"]

    accepted(visitor.sign_in("token", provider))
    assert people() == ["ada"]
    settings.SOCIAL_AUTH_SIGN_UP_DOMAINS = ["other.example", "com", "ple.com"]
    accepted(visitor.sign_in("token", provider))
    refused(another_visitor.sign_in("token", provider, "zoe"), 403, "domain_not_allowed")
    assert people() == ["ada"]


@pytest.mark.parametrize(
    ("provider", "person"),
    [("github", "mallory"), ("fedora-oidc", "mallory"), ("facebook", "ada"), ("facebook", "sam")],
)
def test_an_address_that_nobody_has_verified_does_not_sign_up(
    visitor, policy, settings, provider, person
):
    policy("only_domains")
    settings.SOCIAL_AUTH_SIGN_UP_DOMAINS = ["example.com"]

    callback = visitor.come_back(provider, person)
    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, provider), 403, "domain_not_allowed")


def test_an_address_that_is_typed_in_opens_no_domain(visitor, policy, settings):
    policy("only_domains")
    settings.SOCIAL_AUTH_SIGN_UP_DOMAINS = ["example.com"]
    paused = visitor.sign_in("token", person="sam").json()

    body = {"partial_token": paused["partial_token"], "email": "sam@example.com"}
    refused(complete(visitor, body, kind="token"), 403, "domain_not_allowed")
    assert people() == []


@pytest.mark.parametrize("verified", [False, None, "false", "", 0, 1, "yes", ["true"]])
def test_only_a_clear_yes_counts_as_verified(rf, verified):
    backend = load_strategy(rf.get("/")).get_backend("oidc")
    details = {"email": "ada@example.com"}

    said = {**details, "email_verified": verified}
    assert not is_verified(backend, details, said)
    for yes in (True, "true"):
        assert is_verified(backend, details, {**said, "email_verified": yes})
    another = {"email": "eve@example.com"}
    assert not is_verified(backend, another, {**said, "email_verified": True})


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_user_waits_for_approval(visitor, policy, kind):
    policy("await_approval")

    for _ in range(2):
        response = complete(visitor, visitor.come_back("github"), kind=kind)
        refused(response, 403, "account_disabled")
    assert [each.user.is_active for each in UserSocialAuth.objects.all()] == [False]

    get_user_model().objects.update(is_active=True)
    accepted(complete(visitor, visitor.come_back("github"), kind=kind))


def test_who_was_there_before_needs_no_approval(visitor: Visitor, policy: Any) -> None:
    accepted(visitor.sign_in("token"))
    policy("await_approval")

    accepted(visitor.sign_in("token"))


def test_policies_can_be_combined(visitor, policy, settings):
    policy("refuse_taken_email", "only_domains")
    settings.SOCIAL_AUTH_SIGN_UP_DOMAINS = ["example.com"]

    accepted(visitor.sign_in("token"))
    refused(visitor.sign_in("token", "google-oauth2"), 409, "email_in_use")
    assert people() == ["ada"]

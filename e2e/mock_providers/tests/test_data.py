"""Every data file fits the schema, is complete, and uses facts that exist."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from mock_providers.catalogue import people
from mock_providers.catalogue.endpoints import endpoints
from mock_providers.catalogue.fill import fill, fill_text
from mock_providers.catalogue.providers import DATA
from mock_providers.memory.grants import Grant
from mock_providers.memory.state import State
from mock_providers.oidc.id_token import signed_facts

from .conftest import PROVIDERS

SCHEMA = Draft202012Validator(json.loads((DATA.parent / "provider.schema.json").read_text("utf-8")))
FILES = sorted(DATA.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_fits_the_schema(path: Any) -> None:
    errors = [error.message for error in SCHEMA.iter_errors(json.loads(path.read_text("utf-8")))]
    assert errors == []


@pytest.mark.parametrize("slug", PROVIDERS)
def test_facts_of_every_template_exist(slug: str) -> None:
    provider = PROVIDERS[slug]
    state = State({slug: provider})
    for key in state.people:
        grant = Grant(1, provider, "https://app.example/", 0.0, scopes=("openid",), token="t")
        grant.person = state.people.person(key, provider.data.get("people"))
        facts = signed_facts(state, grant) | {
            "random": "r",
            "code": "c",
            "why": "w",
            "oauth_nonce": "n",
            "any": "v1",
            "request_token": "q",
        }
        data = provider.data
        for section in (data["authorize"], data.get("token", {})):
            for name in ("answer", "denied", "body", "issue", "needs"):
                fill(section.get(name), facts)
        fill(data.get("claims"), facts)
        for call in data.get("api", []):
            fill([call.get("body"), call.get("headers"), call.get("needs")], facts)
            fill_text(call["url"], facts)


def test_every_class_has_one_file() -> None:
    classes = Counter(provider.data["backend"] for provider in PROVIDERS.values())
    assert [name for name, count in classes.items() if count > 1] == []


def test_files_are_named_as_the_provider_unless_names_clash() -> None:
    names = Counter(provider.name for provider in PROVIDERS.values())
    different = {p.slug: p.name for p in PROVIDERS.values() if p.slug != p.name}
    assert [slug for slug, name in different.items() if names[name] < 2] == []


def test_every_address_is_absolute_and_https() -> None:
    for provider in PROVIDERS.values():
        for endpoint in endpoints(provider):
            assert endpoint.url.startswith("https://"), (provider.slug, endpoint.url)


def test_people_have_ids_that_no_real_account_has() -> None:
    numbers = [person["number"] for person in people.PEOPLE.values()]
    assert all(9 * 10**15 < number < 2**53 for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_only_ada_has_her_address_verified() -> None:
    for provider in PROVIDERS.values():
        known = [people.People().person(key, provider.data.get("people")) for key in people.PEOPLE]
        owners = [
            p["key"] for p in known if p["email"] == "ada@example.com" and p["email_verified"]
        ]
        assert owners == ["ada"], provider.slug

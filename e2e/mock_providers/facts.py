"""The facts that the data files' templates name, and the person as the profile shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_providers.catalogue.people import PEOPLE
from mock_providers.memory.grants import TOKEN_LIFE
from mock_providers.proofs import signed_request, vk_auth_key

if TYPE_CHECKING:
    from mock_providers.memory.grants import Grant
    from mock_providers.memory.state import State


def facts_of(state: State, grant: Grant) -> dict[str, Any]:
    """Return the facts for this provider's templates. Those that cost something are functions.

    What is signed with the provider's key is added by `oidc.id_token.signed_facts`.
    """
    return {
        "user": grant.person,
        "token": grant.token,
        "secret": grant.secret,
        "scope": grant.scope,
        "state": grant.state,
        "host": grant.host,
        "client_id": grant.provider.client_id,
        "client_secret": grant.provider.client_secret,
        "settings": grant.provider.settings,
        "issuer": grant.issuer or grant.provider.data["issuer"],
        "now": int(state.now()),
        "expires": int(state.now() + TOKEN_LIFE),
        "signed_request": lambda: signed_request(grant, int(state.now())),
        "vk_auth_key": lambda: vk_auth_key(grant),
    }


def person_seen(grant: Grant, kind: str) -> dict[str, Any]:
    """Return the person as the profile shows them, with the fault applied."""
    assert grant.person
    if kind == "no_email":
        return {**grant.person, "email": None, "email_verified": False}
    if kind == "other_person":
        other = "zoe" if grant.person["key"] != "zoe" else "ada"
        return {**PEOPLE[other], **grant.provider.data.get("people", {}).get(other, {})}
    return grant.person

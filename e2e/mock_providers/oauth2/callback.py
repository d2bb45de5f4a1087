"""What the callback gets when the person has allowed it (RFC 6749 §4.1.2)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mock_providers.catalogue.fill import fill
from mock_providers.memory.grants import random_text
from mock_providers.oauth2.issue import issue_token
from mock_providers.oidc.id_token import signed_facts
from mock_providers.proofs import sign_shopify

if TYPE_CHECKING:
    from mock_providers.memory.grants import Grant
    from mock_providers.memory.state import State


def consented(state: State, grant: Grant) -> dict[str, str]:
    """Issue a code for the grant; return the callback's parameters."""
    grant.code, grant.born = random_text(), state.now()
    state.grants.codes.put(grant.code, grant)
    spec = grant.provider.section("authorize")
    if spec.get("token_at_once"):
        issue_token(state, grant)
    facts = signed_facts(state, grant) | {"code": grant.code}
    parameters = {"state": grant.state} if grant.state else {}
    for name, value in fill({"code?": "{code}", **spec.get("answer", {})}, facts).items():
        parameters[name] = json.dumps(value) if isinstance(value, dict) else str(value)
    if grant.own:
        parameters["iss"] = grant.issuer  # RFC 9207
    if spec.get("signed") == "shopify":
        parameters["hmac"] = sign_shopify(parameters, grant)
    return parameters

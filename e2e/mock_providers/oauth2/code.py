"""A code for an access token, once (RFC 6749 §4.1.3), protected by PKCE if it began so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers.memory.grants import CODE_LIFE, Grant
from mock_providers.oauth2.issue import issue_refresh_token, issue_token, token_response
from mock_providers.oauth2.pkce import check_verifier
from mock_providers.wire import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response


def redeem_code(
    state: State, visit: Visit, endpoint: Endpoint, sent: Mapping[str, str]
) -> Response:
    grant = _checked_code(state, visit, endpoint)
    _check_redirect_uri(visit, grant, endpoint, sent)
    if visit.public and not grant.challenge:
        why = "A client without a secret must use PKCE (RFC 9700 §2.1.1)."
        raise Refused("invalid_grant", why, check="PKCE")
    check_verifier(visit, grant, sent.get("code_verifier", ""))
    if not state.grants.spend(grant):
        raise Refused("invalid_grant", "This code has been used already.", check="code")
    visit.passed("code accepted, first use")
    issue_token(state, grant)
    issue_refresh_token(state, grant)
    return token_response(state, visit, endpoint, grant)


def _checked_code(state: State, visit: Visit, endpoint: Endpoint) -> Grant:
    grant, due = visit.grant, state.due(visit, "token")
    if due == "wrong_client":
        why = "Requested fault: the client's secret is not accepted."
        raise Refused("invalid_client", why, 401)
    if due in ("expired_code", "used_code"):
        why = "Requested fault: the code is treated as expired or used."
        raise Refused("invalid_grant", why, check="code")
    if grant is None:
        why = "This code was not issued by this provider."
        raise Refused("invalid_grant", why, check="code")
    if grant.provider is not endpoint.provider:
        owner = grant.provider.client_id
        why = f"This code was issued to {owner}, not to {endpoint.provider.client_id}."
        raise Refused("invalid_grant", why, check="code")
    if grant.own is not endpoint.own:
        why = f"This code was issued by {grant.issuer}: use the token endpoint of that issuer."
        raise Refused("invalid_grant", why, check="issuer")
    age = state.now() - grant.born
    if not grant.spent and age > CODE_LIFE:
        why = f"The code is {age:.0f} s old; it lives {CODE_LIFE:.0f} s."
        raise Refused("invalid_grant", why, check="code")
    return grant


def _check_redirect_uri(
    visit: Visit, grant: Grant, endpoint: Endpoint, sent: Mapping[str, str]
) -> None:
    name = endpoint.wire_name("redirect_uri")
    uri = sent.get(name)
    if uri is None and endpoint.spec.get("redirect_uri") == "absent":
        return
    if uri != grant.redirect_uri:
        why = f"{name} is {uri or 'missing'}, but the code was requested with {grant.redirect_uri}."
        raise Refused("invalid_grant", why, check="redirect URI")
    visit.passed("redirect URI the same as before")

"""OAuth 2 (RFC 6749) with PKCE (RFC 7636): the authorization request; a code for a token, once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mock_providers.catalogue.fill import fill
from mock_providers.catalogue.people import person
from mock_providers.catalogue.shapes import shaped
from mock_providers.memory.grants import CODE_LIFE, Grant, random_text
from mock_providers.oauth2.client import authenticate
from mock_providers.oauth2.pkce import challenge_of, check_verifier
from mock_providers.oidc.id_token import id_token, signed_facts
from mock_providers.profile import check_needs
from mock_providers.proofs import sign_shopify
from mock_providers.redirect_uri import check_redirect_uri
from mock_providers.wire import Refused, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_providers.catalogue.address_book import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Request

TOKEN_REPLY = {
    "access_token": "{token}",
    "token_type": "Bearer",
    "expires_in": 3600,
    "scope": "{scope}",
    "id_token?": "{id_token}",
}


def authorization_request(state: State, visit: Visit, endpoint: Endpoint) -> Grant:
    """Return a grant that lacks its person (RFC 6749 §4.1.1). Raises Refused, never redirects."""
    provider, spec, query = endpoint.provider, endpoint.spec, visit.request.query
    if query.get(endpoint.wire_name("client_id")) != provider.client_id:
        came = query.get(endpoint.wire_name("client_id"), "")
        raise Refused(
            "unauthorized_client", f'No client "{came}" is registered at {provider.title}.'
        )
    names = [name for name, _ in visit.request.query_pairs if not name.startswith("mock_")]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Refused("invalid_request", f"Sent more than once: {', '.join(twice)}.")
    uri_name = endpoint.wire_name("redirect_uri")
    uri = query.get(uri_name, "")
    check_redirect_uri(state, provider, uri, uri_name)
    visit.passed("client known, redirect URI registered")
    wanted = spec.get("response_type", "code")
    if wanted and query.get("response_type") != wanted:
        came = query.get("response_type", "nothing")
        raise Refused("unsupported_response_type", f"response_type must be {wanted}; {came} came.")
    challenge, method = challenge_of(spec, query)
    separator = spec.get("scopes", {}).get("separator", " ")
    scope = query.get(endpoint.wire_name("scope"), "")
    return Grant(
        flow=visit.flow,
        provider=provider,
        redirect_uri=uri,
        born=state.now(),
        scopes=tuple(part for part in scope.split(separator) if part),
        nonce=query.get("nonce", ""),
        state=query.get("state", ""),
        host=visit.request.path.split("/")[1],
        challenge=challenge,
        challenge_method=method,
    )


def consented(state: State, grant: Grant, key: str) -> dict[str, str]:
    """Return what the callback gets when the person has allowed it (RFC 6749 §4.1.2)."""
    grant.person = person(key, grant.provider.data.get("people"))
    grant.code, grant.born = random_text(), state.now()
    state.grants.codes.put(grant.code, grant)
    spec = grant.provider.section("authorize")
    if spec.get("token_at_once"):
        issue_token(state, grant)
    facts = signed_facts(state, grant) | {"code": grant.code}
    answer = {"state": grant.state} if grant.state else {}
    for name, value in fill({"code?": "{code}", **spec.get("answer", {})}, facts).items():
        answer[name] = json.dumps(value) if isinstance(value, dict) else str(value)
    if spec.get("signed") == "shopify":
        answer["hmac"] = sign_shopify(answer, grant)
    return answer


def issue_token(state: State, grant: Grant) -> None:
    facts = signed_facts(state, grant) | {"random": random_text()}
    grant.token = str(fill(grant.provider.section("token").get("issue", "{random}"), facts))
    grant.born = state.now()
    state.grants.tokens.put(grant.token, grant)


def access_token(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Answer a code with an access token (RFC 6749 §4.1.3)."""
    spec, sent = endpoint.spec, parameters(visit.request, endpoint)
    visit.grant = state.grants.codes.get(sent.get("code", ""))
    authenticate(visit, endpoint)
    if spec.get("grant_type") != "absent" and sent.get("grant_type") != "authorization_code":
        came = sent.get("grant_type", "nothing")
        raise Refused(
            "unsupported_grant_type", f"grant_type must be authorization_code; {came} came."
        )
    grant = _checked_code(state, visit, endpoint)
    _check_redirect_uri(visit, grant, endpoint, sent)
    check_verifier(visit, grant, sent.get("code_verifier", ""))
    check_needs(visit, spec, signed_facts(state, grant))
    if not state.grants.spend(grant):
        raise Refused("invalid_grant", "This code has been used already.")
    visit.passed("code accepted, first use")
    issue_token(state, grant)
    return _reply(state, visit, grant, spec)


def parameters(request: Request, endpoint: Endpoint) -> dict[str, str]:
    """Return what was sent to the token endpoint, from the place that this provider reads."""
    if request.method == "GET" or "query" in endpoint.spec.get("client", []):
        return request.query
    sent = request.form or request.json
    place, _, name = endpoint.spec.get("code", "").partition(":")
    return {**sent, "code": request.query.get(name, "")} if place == "query" else sent


def _checked_code(state: State, visit: Visit, endpoint: Endpoint) -> Grant:
    grant, due = visit.grant, state.due(visit, "token")
    if due == "wrong_client":
        raise Refused("invalid_client", "Asked for: the client's secret is not accepted.", 401)
    if due in ("expired_code", "used_code"):
        raise Refused("invalid_grant", "Asked for: the code is treated as expired or used.")
    if grant is None:
        raise Refused("invalid_grant", "This code was never given out here.")
    if grant.provider is not endpoint.provider:
        owner = grant.provider.client_id
        why = f"This code was given to {owner}, not to {endpoint.provider.client_id}."
        raise Refused("invalid_grant", why)
    age = state.now() - grant.born
    if not grant.spent and age > CODE_LIFE:
        why = f"The code is {age:.0f} s old; it lives {CODE_LIFE:.0f} s."
        raise Refused("invalid_grant", why)
    return grant


def _check_redirect_uri(
    visit: Visit, grant: Grant, endpoint: Endpoint, sent: Mapping[str, str]
) -> None:
    name = endpoint.wire_name("redirect_uri")
    uri = sent.get(name)
    if uri is None and endpoint.spec.get("redirect_uri") == "absent":
        return
    if uri != grant.redirect_uri:
        why = f"{name} is {uri or 'missing'}, but the code was asked for with {grant.redirect_uri}."
        raise Refused("invalid_grant", why)
    visit.passed("redirect URI the same as before")


def _reply(state: State, visit: Visit, grant: Grant, spec: Mapping[str, object]) -> Response:
    facts = signed_facts(state, grant)
    facts["id_token"] = lambda: id_token(state, grant, state.due(visit, "id_token"))
    if state.due(visit, "token") == "no_token":
        facts["token"] = None
    body = fill(spec.get("body", TOKEN_REPLY), facts)
    return shaped(spec, body, facts)

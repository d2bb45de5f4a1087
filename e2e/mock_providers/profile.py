"""The provider's own API: who the access token belongs to, in the provider's format."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mock_providers.catalogue.fill import fill, fill_text
from mock_providers.catalogue.shapes import shaped
from mock_providers.facts import person_seen
from mock_providers.memory.grants import TOKEN_LIFE, Grant, Token
from mock_providers.oidc.id_token import person_claims, signed_facts
from mock_providers.proofs import check_proof
from mock_providers.wire import Refused, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Request

ANY = "{any}"  # in an address: whatever version of the API


def profile(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Respond to a call of the user API that carries an access token."""
    return profile_of(state, visit, endpoint, _token_grant(state, visit, endpoint))


def profile_of(
    state: State, visit: Visit, endpoint: Endpoint, grant: Grant, **more: Any
) -> Response:
    """Return the profile of the grant's person. `more` are facts of this request alone."""
    spec, visit.grant = endpoint.spec, grant
    kind = state.due(visit, "profile")
    if kind == "revoked":
        why = "Requested fault: the access token is treated as revoked."
        raise Refused("invalid_token", why, 401)
    if grant.person is None:
        why = "This token belongs to the client itself, not to a person."
        raise Refused("insufficient_scope", why, 403)
    seen = person_seen(grant, kind)
    facts = signed_facts(state, grant) | {"user": seen} | more
    facts["claims"] = lambda: person_claims(state, grant, seen)
    check_needs(visit, spec, facts)
    if "proof" in spec:
        check_proof(spec["proof"], visit, grant)
    is_fixed = ANY not in endpoint.path
    if is_fixed and fill_text(endpoint.path, facts) != unquote(visit.request.path):
        raise Refused("not_found", "The address names another person than the token's.", 404)
    return shaped(spec, fill(spec.get("body"), facts), facts)


def find_token(request: Request, places: str) -> tuple[str, str]:
    """Return the access token and the place it came in (RFC 6750 §2), or two empty texts."""
    for place in places.split():
        if token := _token_in(request, place):
            return token, place
    return "", ""


def _token_in(request: Request, place: str) -> str:
    where, _, name = place.partition(":")
    match where:
        case "header":
            scheme, rest = request.authorization
            return rest if scheme == name.lower() else ""
        case "query":
            return request.query.get(name, "")
        case "form":
            return request.form.get(name, "")
        case "basic":
            return _basic_user(request)
    return ""


def _basic_user(request: Request) -> str:
    scheme, rest = request.authorization
    try:
        return base64.b64decode(rest).decode().rstrip(":") if scheme == "basic" else ""
    except ValueError:
        return ""


def recognises(state: State, endpoint: Endpoint, request: Request) -> bool:
    """Return True if the request's token is this provider's: several may share an address."""
    token, _ = find_token(request, endpoint.spec["token"])
    issued = state.grants.tokens.get(token)
    return issued is not None and issued.grant.provider is endpoint.provider


def _token_grant(state: State, visit: Visit, endpoint: Endpoint) -> Grant:
    places = endpoint.spec["token"]
    text, place = find_token(visit.request, places)
    if not text:
        expected = " or ".join(places.split())
        raise Refused("invalid_token", f"No access token came; it is expected in {expected}.", 401)
    token = state.grants.tokens.get(text)
    if token is None or token.grant.provider is not endpoint.provider:
        why = "This access token was not issued by this provider."
        raise Refused("invalid_token", why, 401)
    visit.grant = token.grant
    age = state.now() - token.born
    if age > TOKEN_LIFE:
        raise Refused("invalid_token", f"The access token is {age:.0f} s old and has expired.", 401)
    if not token.live:
        raise Refused("invalid_token", "The access token has been revoked.", 401)
    visit.passed(f"access token accepted in {place}")
    _check_scope(endpoint, token)
    return token.grant


def _check_scope(endpoint: Endpoint, token: Token) -> None:
    scope = endpoint.spec.get("needs_scope")
    if scope and not set(scope.split()) & set(token.scopes):
        status = int(endpoint.spec.get("status_without_scope", 403))
        raise Refused("insufficient_scope", f"The token lacks the scope {scope}.", status)


def check_needs(visit: Visit, spec: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Check what a call must carry beside its token: `header:X-API-Key`, `query:key` ..."""
    request = visit.request
    for place, template in spec.get("needs", {}).items():
        where, _, name = place.partition(":")
        values = {"query": request.query, "form": request.form, "header": request.headers}[where]
        came = values.get(name.lower() if where == "header" else name)
        if came != fill_text(template, facts):
            raise Refused("invalid_request", f"The {where} parameter {name} is missing or wrong.")
        visit.passed(f"{name} as expected")

"""The token endpoint (RFC 6749 §3.2): which client calls, and which kind of grant it redeems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers.memory.grants import Grant
from mock_providers.oauth2.client import authenticate
from mock_providers.oauth2.code import redeem_code
from mock_providers.oauth2.device import redeem_device_code
from mock_providers.oauth2.issue import issue_token, token_response
from mock_providers.oauth2.refresh import redeem_refresh_token
from mock_providers.oidc.discovery import DEVICE_CODE
from mock_providers.oidc.id_token import signed_facts
from mock_providers.profile import check_needs
from mock_providers.wire import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Request, Response

    Redeem = Callable[[State, Visit, Endpoint, Mapping[str, str]], Response]


def token(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    spec, sent = endpoint.spec, parameters(visit.request, endpoint)
    visit.grant = state.grants.codes.get(sent.get("code", ""))
    usual = "authorization_code" if spec.get("grant_type") == "absent" else ""
    grant_type = sent.get("grant_type", usual)
    visit.stage = {"refresh_token": "refresh", DEVICE_CODE: "poll"}.get(grant_type, "token")
    devices = endpoint.provider.section("device").get("client")
    authenticate(visit, endpoint, devices if visit.stage == "poll" else None)
    if grant_type not in accepted(endpoint):
        known = " or ".join(accepted(endpoint))
        why = f"grant_type is {grant_type or 'missing'}; {endpoint.provider.title} accepts {known}."
        raise Refused("unsupported_grant_type", why)
    if visit.grant:
        check_needs(visit, spec, signed_facts(state, visit.grant))
    return REDEEM[grant_type](state, visit, endpoint, sent)


def accepted(endpoint: Endpoint) -> list[str]:
    """Return the grant types that this provider accepts."""
    spec = endpoint.provider.section("token")
    refresh = ["refresh_token"] if "refresh" in spec else []
    return ["authorization_code", *refresh, *spec.get("grants", [])]


def parameters(request: Request, endpoint: Endpoint) -> dict[str, str]:
    """Return what was sent to the token endpoint, from the place that this provider reads."""
    if request.method == "GET" or "query" in endpoint.spec.get("client", []):
        return {**request.form, **request.query}
    sent = request.form or request.json
    place, _, name = endpoint.spec.get("code", "").partition(":")
    return {**sent, "code": request.query.get(name, "")} if place == "query" else sent


def client_credentials(
    state: State, visit: Visit, endpoint: Endpoint, sent: Mapping[str, str]
) -> Response:
    """Issue a token to the client itself (RFC 6749 §4.4): no person, no refresh token."""
    provider = endpoint.provider
    grant = Grant(state.next_flow(), provider, "", state.now(), own=endpoint.own)
    grant.scopes = tuple(sent.get("scope", "").split())
    grant.issuer = state.issuer(visit, provider, endpoint.own)
    visit.grant = grant
    issue_token(state, grant)
    visit.passed("token issued to the client itself")
    return token_response(state, visit, endpoint, grant)


REDEEM: dict[str, Redeem] = {
    "authorization_code": redeem_code,
    "refresh_token": redeem_refresh_token,
    "client_credentials": client_credentials,
    DEVICE_CODE: redeem_device_code,
}

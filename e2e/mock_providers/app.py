"""The way of a request: find its endpoint, let it respond, record what happened."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mock_providers import control, faults, profile
from mock_providers.consent import authorize, device_page, logout
from mock_providers.cors import allows_cors, preflight, share
from mock_providers.errors import refused
from mock_providers.memory.timeline import Visit
from mock_providers.oauth1 import signature
from mock_providers.oauth1 import steps as oauth1
from mock_providers.oauth2 import client, device, par, revocation, token
from mock_providers.oidc import discovery, sdk
from mock_providers.wire import Refused, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_providers.catalogue.endpoints import Endpoint, Kind
    from mock_providers.memory.state import State
    from mock_providers.wire import Request

    Answer = Callable[[State, Visit, Endpoint], Response]

PAGES = ("authorize", "launch", "end_session")  # for people; the others are for programs


def respond(state: State, request: Request) -> Response:
    """Return the response to any request."""
    if own := control.respond(state, request):
        return own
    visit, started = Visit(request), time.perf_counter()
    try:
        response = _provider_response(state, visit)
    except Refused as refusal:
        response = refused(visit, refusal)
    if visit.fault and visit.verdict == "ok":
        visit.verdict = "fault"
    state.timeline.add(visit, response.status, state.now(), time.perf_counter() - started)
    return response


def _provider_response(state: State, visit: Visit) -> Response:
    request = visit.request
    if request.path == "/_device":
        return device_page.device_page(state, visit)
    if request.path.startswith(sdk.PATH):
        response = sdk.sdk(state, visit)
        share(request, response)
        return response
    found = state.addresses.find(request)
    endpoint = choose(state, request, found)
    visit.provider, visit.stage, visit.kind = endpoint.provider, endpoint.kind, endpoint.kind
    if endpoint.kind in ("discovery", "keys"):  # which name no client: any provider's faults apply
        visit.sharing = tuple(end.provider.slug for end in found)
    if request.method == "OPTIONS" and allows_cors(endpoint):
        return preflight(request, endpoint)
    method = "GET" if request.method == "HEAD" else request.method
    if method not in endpoint.methods:
        return not_allowed(visit, endpoint)
    if endpoint.kind in PAGES:
        return HANDLERS[endpoint.kind](state, visit, endpoint)
    kind = ""
    try:
        response = _handler(endpoint)(state, visit, endpoint)
        kind = state.due(visit, visit.stage)
        response = faults.broken_response(kind, request.target, response)
    except Refused as refusal:
        response = refused(visit, refusal)
    if allows_cors(endpoint) and kind != "no_cors":
        share(request, response)
    return response


def not_allowed(visit: Visit, endpoint: Endpoint) -> Response:
    expected = " or ".join(endpoint.methods)
    why = f"Got {visit.request.method}; expected {expected}."
    response = refused(visit, Refused("invalid_request", why, 405))
    response.headers["Allow"] = ", ".join(endpoint.methods)
    return response


def choose(state: State, request: Request, found: list[Endpoint]) -> Endpoint:
    """Return the endpoint that the request is for. Raises Refused: no provider has this address."""
    if not found:
        raise Refused("not_found", f"No mock provider serves {request.real_url}.", 404)
    if len(found) == 1:
        return found[0]
    return next((end for end in found if _recognises(state, end, request)), found[0])


def _recognises(state: State, endpoint: Endpoint, request: Request) -> bool:
    if request.method not in (*endpoint.methods, "HEAD", "OPTIONS"):
        return False
    if endpoint.kind in ("authorize", "launch"):
        return authorize.recognises(state, endpoint, request)
    if endpoint.provider.protocol == "oauth1":
        given = signature.parameters(request)
        has_token = "oauth_token" in given
        is_ours = given.get("oauth_consumer_key") == endpoint.provider.client_id
        # Evernote has one address for both steps.
        return is_ours and has_token == (endpoint.kind != "request_token")
    if endpoint.kind == "profile":
        return profile.recognises(state, endpoint, request)
    if endpoint.kind in ("discovery", "keys", "end_session"):
        return True
    return client.recognises(endpoint, request)


HANDLERS: dict[Kind, Answer] = {
    "authorize": authorize.authorize,
    "launch": authorize.launch,
    "token": token.token,
    "profile": profile.profile,
    "keys": discovery.key_set,
    "discovery": discovery.discovery,
    "revoke": revocation.revoke,
    "introspect": revocation.introspect,
    "device": device.device_authorization,
    "par": par.push,
    "end_session": logout.end_session,
}
OAUTH1_HANDLERS: dict[Kind, Answer] = {
    **HANDLERS,
    "request_token": oauth1.request_token,
    "token": oauth1.access_token,
    "profile": oauth1.profile,
}


def _handler(endpoint: Endpoint) -> Answer:
    is_oauth1 = endpoint.provider.protocol == "oauth1"
    return (OAUTH1_HANDLERS if is_oauth1 else HANDLERS)[endpoint.kind]

"""The way of a request: find whose address it is, let that endpoint answer, note what happened."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from mock_providers import control, faults, profile
from mock_providers.catalogue.fill import fill
from mock_providers.consent import authorize
from mock_providers.memory.timeline import Visit
from mock_providers.oauth1 import signature
from mock_providers.oauth1 import steps as oauth1
from mock_providers.oauth2 import client
from mock_providers.oauth2 import code_grant as oauth2
from mock_providers.oidc import id_token as oidc
from mock_providers.pages import small as pages
from mock_providers.wire import Refused, Response, form_answer, json_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_providers.catalogue.address_book import Endpoint, Kind
    from mock_providers.memory.state import State
    from mock_providers.wire import Request

    Answer = Callable[[State, Visit, Endpoint], Response]


def answer(state: State, request: Request) -> Response:
    """Return the answer to any request."""
    if own := control.answer(state, request):
        return own
    visit, started = Visit(request), time.perf_counter()
    try:
        response = _provider_answer(state, visit)
    except Refused as refusal:
        response = refused(visit, refusal)
    if visit.fault and visit.verdict == "ok":
        visit.verdict = "fault"
    state.timeline.add(visit, response.status, state.now(), time.perf_counter() - started)
    return response


def _provider_answer(state: State, visit: Visit) -> Response:
    endpoint = choose(state, visit.request)
    visit.provider, visit.stage = endpoint.provider, endpoint.kind
    if visit.request.method not in endpoint.methods:
        known = " or ".join(endpoint.methods)
        raise Refused("invalid_request", f"{visit.request.method} came; accepted is {known}.", 405)
    response = _handler(endpoint)(state, visit, endpoint)
    if endpoint.kind in ("authorize", "launch"):
        return response
    kind = state.due(visit, endpoint.kind)
    return faults.broken_answer(kind, visit.request.target, response) or response


def choose(state: State, request: Request) -> Endpoint:
    """Return the endpoint that the request is for. Raises Refused: nobody lives at this address."""
    found = state.addresses.find(request)
    if not found:
        raise Refused("not_found", f"No mock provider serves {request.real_url}.", 404)
    if len(found) == 1:
        return found[0]
    return next((end for end in found if _recognises(state, end, request)), found[0])


def _recognises(state: State, endpoint: Endpoint, request: Request) -> bool:
    if request.method not in endpoint.methods:
        return False
    if endpoint.kind in ("authorize", "launch"):
        return authorize.recognises(state, endpoint, request)
    if endpoint.provider.protocol == "oauth1":
        given = signature.parameters(request)
        wanted = endpoint.kind != "request_token"  # Evernote has one address for both
        ours = given.get("oauth_consumer_key") == endpoint.provider.client_id
        return ours and wanted == ("oauth_token" in given)
    if endpoint.kind == "profile":
        return profile.recognises(state, endpoint, request)
    return endpoint.kind in ("discovery", "keys") or client.recognises(endpoint, request)


def _handler(endpoint: Endpoint) -> Answer:
    oauth1_handlers: dict[Kind, Answer] = {
        "request_token": oauth1.request_token,
        "token": oauth1.access_token,
        "profile": oauth1.profile,
    }
    handlers: dict[Kind, Answer] = {
        "authorize": authorize.authorize,
        "launch": authorize.launch,
        "token": oauth2.access_token,
        "profile": profile.profile,
        "keys": oidc.key_set,
        "discovery": oidc.discovery,
    }
    if endpoint.provider.protocol == "oauth1":
        handlers |= oauth1_handlers
    return handlers[endpoint.kind]


def refused(visit: Visit, refusal: Refused) -> Response:
    """Return the refusal as a page to people, as the provider's own kind of error to programs."""
    visit.verdict, visit.code, visit.why = "refused", refusal.code, refusal.why
    visit.details |= refusal.details
    if visit.stage in ("authorize", "callback", "launch"):
        return pages.refused(visit, refusal)
    own = _own_errors(visit).get(refusal.code)
    if own:
        body = fill(own["body"], {"why": refusal.why, "code": refusal.code})
        return json_answer(body, int(own.get("status", 200)))
    if visit.provider and visit.provider.protocol == "oauth1" and visit.stage != "unknown":
        response = form_answer(
            {"oauth_problem": refusal.code, "oauth_problem_advice": refusal.why}, refusal.status
        )
        response.headers["WWW-Authenticate"] = 'OAuth realm="mock"'
        return response
    response = json_answer(
        {"error": refusal.code, "error_description": refusal.why}, refusal.status
    )
    if refusal.status == 401:
        scheme = "Basic" if visit.stage == "token" else "Bearer"
        response.headers["WWW-Authenticate"] = f'{scheme} realm="mock"'
    return response


def _own_errors(visit: Visit) -> Mapping[str, Any]:
    if visit.provider is None or visit.stage not in ("token", "request_token"):
        return {}
    errors: Mapping[str, Any] = visit.provider.section(visit.stage).get("errors", {})
    return errors

"""The mock's own URLs: the timeline, the list of providers, and what tests control by HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mock_providers import authority
from mock_providers.errors import error_response
from mock_providers.faults import parse
from mock_providers.memory.plan import Planned
from mock_providers.oidc import sdk
from mock_providers.pages.small import second_host
from mock_providers.pages.timeline import timeline
from mock_providers.wire import Refused, Response, json_response, text_response

if TYPE_CHECKING:
    from mock_providers.memory.state import State
    from mock_providers.wire import Request


def respond(state: State, request: Request) -> Response | None:
    """Return the response, or None if the address belongs to a provider."""
    path = request.path
    if path == "/":
        return timeline(state.timeline.since()[-500:], len(state.providers))
    if not path.startswith("/_") or path == "/_device" or path.startswith(sdk.PATH):
        return Response(404) if path == "/favicon.ico" else None
    if path.startswith("/_second/"):
        return second_host(request)
    if path == "/_ready":
        return text_response("ready\n", "text/plain")
    if path == "/_ca.pem":
        return text_response(authority.certificate(), "application/x-pem-file")
    if path == "/_providers":
        return json_response([each.catalogue_entry() for each in state.providers.values()])
    if path.startswith("/_control/") and state.control:
        try:
            return _control(state, request)
        except Refused as refusal:
            return error_response(refusal.code, refusal.why, refusal.status)
    return text_response("Not found. Are the control routes on (--control)?\n", "text/plain", 404)


def _control(state: State, request: Request) -> Response:
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Refused("forbidden", "Control routes are not for other sites' pages.", 403)
    match request.method, request.path:
        case "GET", "/_control/timeline":
            since = request.query.get("since", "0")
            is_number = since.isascii() and since.isdecimal()
            return json_response(state.timeline.as_json(int(since) if is_number else 0))
        case "POST", "/_control/faults":
            state.plan.add(planned(state, request))
        case "POST", "/_control/people":
            return json_response(_person(state, request), 201)
        case "POST", "/_control/clock":
            state.move_clock(_seconds(request))
        case "POST", "/_control/keys":
            _rotate(state, request)
        case "POST", "/_control/redirect-uris":
            state.redirect_uris = _uris(request)
        case "POST", "/_control/logout-redirect-uris":
            state.logout_uris = _uris(request)
        case "POST", "/_control/reset":
            state.reset()
        case _:
            raise Refused("not_found", f"There is no {request.method} {request.path}.", 404)
    return Response(204)


def _body(request: Request) -> Any:
    try:
        return json.loads(request.body)
    except ValueError:
        raise Refused("invalid_request", "The body is not JSON.") from None


def _object(request: Request) -> dict[str, Any]:
    body = _body(request)
    if not isinstance(body, dict):
        raise Refused("invalid_request", "The body must be a JSON object.")
    return body


def planned(state: State, request: Request) -> Planned:
    """Return the fault that the JSON body describes. Raises Refused: what is wrong with it."""
    order = _object(request)
    provider, times = str(order.get("provider", "")), order.get("times", 1)
    if provider != "*" and provider not in state.providers:
        raise Refused("invalid_request", f'There is no provider "{provider}".')
    if not isinstance(times, int) or not 1 <= times <= 1000:
        raise Refused("invalid_request", '"times" must be a number from 1 to 1000.')
    return Planned(provider, parse(f"{order.get('at', '')}:{order.get('fault', '')}"), times)


def _person(state: State, request: Request) -> dict[str, Any]:
    try:
        return state.people.put(_object(request))
    except ValueError as error:
        raise Refused("invalid_request", str(error)) from error


def _rotate(state: State, request: Request) -> None:
    order = _object(request)
    provider = state.providers.get(str(order.get("provider", "")))
    if provider is None or "keys" not in provider.data:
        raise Refused("invalid_request", '"provider" must be one that signs id_tokens.')
    alg = provider.data["keys"].get("alg", "RS256")
    keep_old = order.get("keep_old", True) is True
    state.keys.rotate(provider.data["issuer"], alg, keep_old=keep_old)


def _seconds(request: Request) -> float:
    seconds = _object(request).get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise Refused("invalid_request", '"seconds" must be a number.')
    return float(seconds)


def _uris(request: Request) -> tuple[str, ...]:
    body = _body(request)
    if not isinstance(body, list) or not all(isinstance(uri, str) for uri in body):
        raise Refused("invalid_request", "The body must be a JSON list of addresses.")
    return tuple(body)

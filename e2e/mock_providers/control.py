"""The mock's own addresses: the timeline for people, the catalogue, control routes for tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mock_providers.faults import Planned, parse
from mock_providers.pages import small as pages
from mock_providers.wire import Refused, Response, json_answer, text_answer

if TYPE_CHECKING:
    from mock_providers.memory.state import State
    from mock_providers.wire import Request


def answer(state: State, request: Request) -> Response | None:
    """Return the answer, or None when the address belongs to a provider."""
    if request.path == "/":
        return pages.timeline(state)
    if not request.path.startswith("/_"):
        return Response(404) if request.path == "/favicon.ico" else None
    if request.path.startswith("/_second/"):
        return pages.second_host(request)
    if request.path == "/_providers":
        return json_answer([each.catalogue_entry() for each in state.providers.values()])
    if request.path.startswith("/_control/") and state.control:
        try:
            return _control(state, request)
        except Refused as refusal:
            return json_answer(
                {"error": refusal.code, "error_description": refusal.why}, refusal.status
            )
    return text_answer("Not found. Are the control routes on (--control)?\n", "text/plain", 404)


def _control(state: State, request: Request) -> Response:
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Refused("forbidden", "Control routes are not for other sites' pages.", 403)
    match request.method, request.path:
        case "GET", "/_control/timeline":
            since = request.query.get("since", "0")
            return json_answer(state.timeline.as_json(int(since) if since.isdecimal() else 0))
        case "POST", "/_control/faults":
            state.plan.add(planned(state, request))
            return Response(204)
        case "POST", "/_control/reset":
            state.reset()
            return Response(204)
    raise Refused("not_found", f"There is no {request.method} {request.path}.", 404)


def planned(state: State, request: Request) -> Planned:
    """Return the fault that the JSON body orders. Raises Refused: what is wrong with the order."""
    try:
        order: Any = json.loads(request.body)
    except ValueError:
        raise Refused("invalid_request", "The body is not JSON.") from None
    if not isinstance(order, dict):
        raise Refused("invalid_request", "The body is not a JSON object.")
    provider, times = str(order.get("provider", "")), order.get("times", 1)
    if provider != "*" and provider not in state.providers:
        raise Refused("invalid_request", f'There is no provider "{provider}".')
    if not isinstance(times, int) or not 1 <= times <= 1000:
        raise Refused("invalid_request", '"times" is a number from 1 to 1000.')
    return Planned(provider, parse(f"{order.get('at', '')}:{order.get('fault', '')}"), times)

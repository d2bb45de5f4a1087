"""The callback: back to the app with a code or an error, with faults applied."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from mock_providers.catalogue.fill import fill
from mock_providers.facts import facts_of
from mock_providers.oauth1 import steps as oauth1
from mock_providers.oauth2 import callback as oauth2
from mock_providers.pages.small import form_post, never
from mock_providers.wire import redirect, with_query

if TYPE_CHECKING:
    from mock_providers.memory.grants import Grant
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response

DECLINED = {
    "oauth1": {"oauth_problem": "user_refused", "oauth_token": "{request_token}"},
    "oauth2": {"error": "access_denied", "error_description": "The person declined."},
}
WRONG = "made-up-by-the-mock-provider"


def callback(state: State, visit: Visit, grant: Grant) -> Response:
    """Send the person back to the app."""
    visit.stage = "callback"
    kind = state.due(visit, "callback")
    if kind == "never":
        return never(grant.provider)
    if kind in ("declined", "server_error", "temporarily_unavailable"):
        grant.person = None
        parameters = declined(state, grant, kind)
    elif grant.provider.protocol == "oauth1":
        parameters = oauth1.consented(grant)
    else:
        parameters = oauth2.consented(state, grant)
    visit.passed("the person declined" if kind == "declined" else "the person allowed it")
    return deliver(grant, spoiled(parameters, kind))


def error_callback(state: State, visit: Visit, grant: Grant, code: str) -> Response:
    """Send the person back with an error (RFC 6749 §4.1.2.1)."""
    visit.stage, visit.verdict, visit.code = "callback", "refused", code
    visit.check, visit.why = "prompt=none", f"The person would have to be asked: {code}."
    parameters = {"error": code, **({"state": grant.state} if grant.state else {})}
    return deliver(grant, parameters | ({"iss": grant.issuer} if grant.own else {}))


def deliver(grant: Grant, parameters: dict[str, str]) -> Response:
    """Respond in the requested response mode."""
    if grant.response_mode == "form_post":
        return form_post(grant.provider, grant.redirect_uri, parameters)
    if grant.response_mode == "fragment":
        return redirect(f"{grant.redirect_uri}#{urlencode(parameters)}")
    return redirect(with_query(grant.redirect_uri, parameters))


def declined(state: State, grant: Grant, kind: str) -> dict[str, str]:
    """Return the error that the callback gets, in the provider's own words if it has some."""
    provider, is_oauth1 = grant.provider, grant.provider.protocol == "oauth1"
    own = provider.section("authorize").get("denied") if kind == "declined" else None
    template = own or DECLINED["oauth1" if is_oauth1 else "oauth2"]
    facts = facts_of(state, grant) | {"request_token": grant.request_token}
    parameters = {name: str(value) for name, value in fill(template, facts).items()}
    if kind != "declined":
        parameters["oauth_problem" if is_oauth1 else "error"] = kind
        parameters.pop("error_description", None)
    if grant.own:
        parameters["iss"] = grant.issuer
    return parameters | ({"state": grant.state} if grant.state else {})


def spoiled(parameters: dict[str, str], kind: str) -> dict[str, str]:
    """Return the callback's parameters with the fault applied.

    What state and code are in OAuth 2, the request token and the verifier are in OAuth 1.
    """
    state = "oauth_token" if "oauth_token" in parameters else "state"
    code = "oauth_verifier" if "oauth_verifier" in parameters else "code"
    match kind:
        case "wrong_state":
            return parameters | {state: WRONG}
        case "no_state":
            return {name: value for name, value in parameters.items() if name != state}
        case "wrong_code":
            return parameters | {code: WRONG}
        case "no_code":
            return {name: value for name, value in parameters.items() if name != code}
        case "wrong_iss":
            return parameters | {"iss": "https://elsewhere.example"}
    return parameters

"""The person's side: the consent page, the decision, and what the callback gets of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers import faults
from mock_providers.catalogue import people
from mock_providers.catalogue.fill import fill
from mock_providers.facts import facts_of
from mock_providers.memory.grants import Grant
from mock_providers.oauth1 import steps as oauth1
from mock_providers.oauth2 import code_grant as oauth2
from mock_providers.pages import small as pages
from mock_providers.wire import Refused, redirect, with_query

if TYPE_CHECKING:
    from mock_providers.catalogue.address_book import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Request, Response

SLOW = 3.0  # seconds
DECLINED = {
    "oauth1": {"oauth_problem": "user_refused", "oauth_token": "{request_token}"},
    "oauth2": {"error": "access_denied", "error_description": "The person declined."},
}
WRONG = "made-up-by-the-mock-provider"


def recognises(state: State, endpoint: Endpoint, request: Request) -> bool:
    provider = endpoint.provider
    if provider.protocol != "oauth1":
        return request.query.get(endpoint.wire_name("client_id")) == provider.client_id
    grant = state.grants.request_tokens.get(request.query.get("oauth_token", ""))
    return grant is not None and grant.provider is provider


def authorize(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Show the consent page, or act on the decision that came with the request."""
    request = visit.request
    chosen = {**request.query, **request.form}
    visit.flow = (
        int(chosen["mock_flow"]) if chosen.get("mock_flow", "").isdecimal() else state.next_flow()
    )
    return decide(state, visit, asked_for(state, visit, endpoint))


def decide(state: State, visit: Visit, grant: Grant) -> Response:
    request, visit.grant = visit.request, grant
    chosen = {**request.query, **request.form}
    decision, key = chosen.get("mock_decision", ""), chosen.get("mock_person", "")
    if not decision and not key:
        return consent_page(state, visit, grant)
    if decision not in ("", "allow", "deny"):
        raise Refused("invalid_request", f'mock_decision is "allow" or "deny", not "{decision}".')
    if decision != "deny" and not people.known(key):
        known = ", ".join([*people.PEOPLE, "new"])
        raise Refused("invalid_request", f'There is nobody called "{key}". Known: {known}.')
    pairs = request.query_pairs + request.form_pairs
    grant.faults += [faults.parse(text) for name, text in pairs if name == "mock_fault" and text]
    visit.stage = "callback"
    if decision == "deny":
        visit.due["callback"] = "declined"  # as people do, which is no fault
    response = callback(state, visit, grant, key or "ada")
    if key:
        response.headers["Set-Cookie"] = f"mock_person={key}; Path=/; HttpOnly; SameSite=Lax"
    return response


def launch(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Let a person start at the provider: no request from the app came before, and no state."""
    registered = state.registered(endpoint.provider)
    if not registered:
        raise Refused("redirect_uri_mismatch", "No redirect_uri is registered: use --redirect-uri.")
    visit.passed("started by the provider")
    grant = Grant(state.next_flow(), endpoint.provider, registered[0], state.now())
    return decide(state, visit, grant)


def asked_for(state: State, visit: Visit, endpoint: Endpoint) -> Grant:
    """Return the grant that this authorization request is about, still without a person."""
    if endpoint.provider.protocol != "oauth1":
        return oauth2.authorization_request(state, visit, endpoint)
    token = visit.request.query.get("oauth_token", "")
    grant = state.grants.request_tokens.get(token)
    if grant is None:
        raise Refused(
            "token_rejected", f'The request token "{token[:8]}" was never given out here.'
        )
    if grant.person:
        raise Refused("token_used", "This request token has had its answer already.")
    visit.passed("request token known, callback registered")
    return grant


def consent_page(state: State, visit: Visit, grant: Grant) -> Response:
    kinds = {fault.kind for fault in state.page_faults} | {state.due(visit, "page")}
    host = visit.request.headers.get("host", "")
    if "second_host" in kinds and "mock_second" not in visit.request.query:
        back = with_query(visit.request.target, {"mock_second": "visited"})
        return redirect(f"http://second.{host}/_second{back}")
    last = visit.request.cookies.get("mock_person", "")
    response = pages.consent(visit, grant, last)
    response.delay = SLOW if "slow" in kinds else 0.0
    if "coop" in kinds:
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def callback(state: State, visit: Visit, grant: Grant, key: str) -> Response:
    """Send the person back to the app with the answer."""
    kind = state.due(visit, "callback")
    if kind == "never":
        return pages.never(grant.provider)
    if kind in ("declined", "server_error", "temporarily_unavailable"):
        answer = declined(state, grant, kind)
    elif grant.provider.protocol == "oauth1":
        answer = oauth1.consented(grant, key)
    else:
        answer = oauth2.consented(state, grant, key)
    visit.passed("the person declined" if kind == "declined" else "the person allowed it")
    answer = spoiled(answer, kind)
    if form_post_wanted(visit, grant):
        return pages.form_post(grant.provider, grant.redirect_uri, answer)
    return redirect(with_query(grant.redirect_uri, answer))


def declined(state: State, grant: Grant, kind: str) -> dict[str, str]:
    """Return the error that the callback gets (RFC 6749 §4.1.2.1)."""
    provider, oauth1_style = grant.provider, grant.provider.protocol == "oauth1"
    own = provider.section("authorize").get("denied") if kind == "declined" else None
    template = own or DECLINED["oauth1" if oauth1_style else "oauth2"]
    facts = facts_of(state, grant) | {"request_token": grant.request_token}
    answer = {name: str(value) for name, value in fill(template, facts).items()}
    if kind != "declined":
        answer |= {"oauth_problem": kind} if oauth1_style else {"error": kind}
        answer.pop("error_description", None)
    return answer | ({"state": grant.state} if grant.state else {})


def spoiled(answer: dict[str, str], kind: str) -> dict[str, str]:
    """Return the answer with the fault at work. OAuth 1's state and code: token and verifier."""
    state = "oauth_token" if "oauth_token" in answer else "state"
    code = "oauth_verifier" if "oauth_verifier" in answer else "code"
    match kind:
        case "wrong_state":
            return answer | {state: WRONG}
        case "no_state":
            return {name: value for name, value in answer.items() if name != state}
        case "wrong_code":
            return answer | {code: WRONG}
        case "no_code":
            return {name: value for name, value in answer.items() if name != code}
        case "wrong_iss":
            return answer | {"iss": "https://elsewhere.example"}
    return answer


def form_post_wanted(visit: Visit, grant: Grant) -> bool:
    return visit.request.query.get("response_mode") == "form_post" or bool(
        grant.provider.section("authorize").get("form_post")
    )

"""The person's side: the consent page and their decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers import faults
from mock_providers.consent.callback import callback, error_callback
from mock_providers.consent.session import Session, session_of
from mock_providers.memory.grants import Grant
from mock_providers.oauth2.request import authorization_request
from mock_providers.pages.consent import consent
from mock_providers.wire import Refused, redirect, with_query

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Request, Response

    Finish = Callable[[State, Visit, Grant], Response]

SLOW = 3.0  # seconds


def recognises(state: State, endpoint: Endpoint, request: Request) -> bool:
    """Return True if the request names this provider's client: several may share an address."""
    provider = endpoint.provider
    if provider.protocol != "oauth1":
        return request.query.get(endpoint.wire_name("client_id")) == provider.client_id
    grant = state.grants.request_tokens.get(request.query.get("oauth_token", ""))
    return grant is not None and grant.provider is provider


def authorize(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Show the consent page, or act on the decision that came with the request."""
    chosen = visit.request.form or visit.request.query
    flow = chosen.get("mock_flow", "")
    visit.flow = int(flow) if flow.isascii() and flow.isdecimal() else state.next_flow()
    if endpoint.provider.protocol == "oauth1":
        grant = _request_token_grant(state, visit)
    else:
        grant = authorization_request(state, visit, endpoint)
    return decide(state, visit, grant, callback)


def launch(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Let a person start at the provider: the app sent no request before, and no state."""
    provider, registered = endpoint.provider, state.registered(endpoint.provider)
    if not registered:
        raise Refused("redirect_uri_mismatch", "No redirect_uri is registered: use --redirect-uri.")
    visit.passed("started by the provider")
    grant = Grant(state.next_flow(), provider, registered[0], state.now())
    grant.issuer = state.issuer(visit, provider, own=False)
    return decide(state, visit, grant, callback)


def decide(state: State, visit: Visit, grant: Grant, finish: Finish) -> Response:
    """Act on the person's decision, or ask for it."""
    request, visit.grant = visit.request, grant
    chosen = {**request.query, **request.form}
    decision, key = chosen.get("mock_decision", ""), chosen.get("mock_person", "")
    session = session_of(state, request)
    if not decision and not key:
        if "none" not in grant.prompts:
            return consent_page(state, visit, grant, session)
        if refusal := silent_refusal(state, grant, session):
            return error_callback(state, visit, grant, refusal)
        key = session.key
    if decision not in ("", "allow", "deny"):
        raise Refused("invalid_request", f'mock_decision is "allow" or "deny", not "{decision}".')
    if decision != "deny" and key not in state.people:
        known = ", ".join(state.people)
        raise Refused("invalid_request", f'There is no person "{key}". Known: {known}.')
    pairs = request.query_pairs + request.form_pairs
    grant.faults += [faults.parse(text) for name, text in pairs if name == "mock_fault" and text]
    state.grants.pushed.take(grant.pushed)
    if decision == "deny":
        visit.due["callback"] = "declined"  # as people do, which is not a fault
        grant.declined = True
    else:
        sign_in(state, grant, session, key)
    response = finish(state, visit, grant)
    if grant.person:
        value = f"{key}.{grant.auth_time}"
        response.headers["Set-Cookie"] = f"mock_person={value}; Path=/; HttpOnly; SameSite=Lax"
    return response


def sign_in(state: State, grant: Grant, session: Session, key: str) -> None:
    """Assign the person to the grant. If their session is recent enough, keep its auth_time."""
    grant.person = state.people.person(key, grant.provider.data.get("people"))
    age = state.now() - session.since
    is_recent = grant.max_age is None or age <= grant.max_age
    if session.key == key and is_recent and "login" not in grant.prompts:
        grant.auth_time = session.since
    else:
        grant.auth_time = int(state.now())
    consent_key = f"{grant.provider.slug} {key}"
    grant.first_consent = state.grants.consents.add(consent_key, state.now())


def silent_refusal(state: State, grant: Grant, session: Session) -> str:
    """Return why `prompt=none` fails (OpenID Connect Core §3.1.2.6), or an empty text."""
    if len(grant.prompts) > 1:
        return "invalid_request"
    is_old = grant.max_age is not None and state.now() - session.since > grant.max_age
    hinted = state.people.hinted(grant.login_hint)
    if not session.key or is_old or hinted not in ("", session.key):
        return "login_required"
    if not state.grants.consents.get(f"{grant.provider.slug} {session.key}"):
        return "consent_required"
    return ""


def _request_token_grant(state: State, visit: Visit) -> Grant:
    """Return the grant of an OAuth 1 request token, still without a person."""
    token = visit.request.query.get("oauth_token", "")
    grant = state.grants.request_tokens.get(token)
    if grant is None:
        why = f'The request token "{token[:8]}" was not issued by this provider.'
        raise Refused("token_rejected", why)
    if grant.person:
        raise Refused("token_used", "This request token has been decided on already.")
    visit.passed("request token known, callback registered")
    return grant


def consent_page(state: State, visit: Visit, grant: Grant, session: Session) -> Response:
    asked = [text for name, text in visit.request.query_pairs if name == "mock_fault"]
    kinds = {fault.kind for fault in state.page_faults} | {state.due(visit, "page")}
    kinds |= {text.removeprefix("page:") for text in asked}
    host = visit.request.headers.get("host", "")
    if "second_host" in kinds and "mock_second" not in visit.request.query:
        back = with_query(visit.request.target, {"mock_second": "visited"})
        return redirect(f"http://second.{host}/_second{back}")
    first = state.people.hinted(grant.login_hint) or session.key
    response = consent(state.people, visit, grant, first)
    response.delay = SLOW if "slow" in kinds else 0.0
    if "coop" in kinds:
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response

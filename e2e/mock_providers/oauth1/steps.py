"""OAuth 1.0a (RFC 5849 §2): a request token, a verifier for it, an access token for both."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from mock_providers.catalogue.fill import fill
from mock_providers.facts import facts_of
from mock_providers.memory.grants import Grant, Token, random_text
from mock_providers.oauth1.signature import parameters, verify
from mock_providers.profile import profile_of
from mock_providers.redirect_uri import check_redirect_uri
from mock_providers.wire import Refused, Response, form_response

if TYPE_CHECKING:
    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Request


def request_token(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Issue temporary credentials (RFC 5849 §2.1)."""
    given = verify(state, visit, "", "")
    callback = sent_beside(visit.request, given, "oauth_callback")
    check_redirect_uri(state, endpoint.provider, callback, "oauth_callback")
    visit.passed("oauth_callback registered")
    grant = Grant(state.next_flow(), endpoint.provider, callback, state.now())
    grant.request_token, grant.request_secret = random_text(), random_text()
    state.grants.request_tokens.put(grant.request_token, grant)
    visit.grant = grant
    return form_response(
        {
            "oauth_token": grant.request_token,
            "oauth_token_secret": grant.request_secret,
            "oauth_callback_confirmed": "true",
        }
    )


def access_token(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Exchange a verifier for token credentials, once (RFC 5849 §2.3)."""
    given = parameters(visit.request)
    grant = visit.grant = state.grants.request_tokens.get(given.get("oauth_token", ""))
    if grant is None or grant.provider.slug != endpoint.provider.slug:
        raise Refused("token_rejected", "This request token was not issued by this provider.", 401)
    verify(state, visit, grant.request_token, grant.request_secret)
    if grant.person is None:
        raise Refused("permission_denied", "Nobody has consented to this request token.", 401)
    _refuse_by_fault(state.due(visit, "token"))
    verifier = sent_beside(visit.request, given, "oauth_verifier")
    if not hmac.compare_digest(verifier.encode(), grant.verifier.encode()):
        raise Refused(
            "verifier_invalid", "oauth_verifier is not the one of this request token.", 401
        )
    if not state.grants.spend(grant):
        raise Refused("token_used", "This request token has been exchanged already.", 401)
    visit.passed("verifier accepted, first use")
    spec = {"issue": "{random}", **endpoint.spec}
    facts = facts_of(state, grant) | {"random": random_text()}
    grant.token, grant.secret = str(fill(spec["issue"], facts)), random_text()
    state.grants.tokens.put(grant.token, Token(grant, state.now()))
    default = {"oauth_token": "{token}", "oauth_token_secret": "{secret}"}
    body = fill(default | spec.get("body", {}), facts_of(state, grant))
    return form_response({} if state.due(visit, "token") == "no_token" else body)


def sent_beside(request: Request, given: dict[str, str], name: str) -> str:
    """Return a parameter that some clients send in the address, the others in a header."""
    return given.get(name) or request.query.get(name) or request.form.get(name, "")


def _refuse_by_fault(kind: str) -> None:
    if kind in ("expired_code", "used_code"):
        raise Refused(
            "token_expired", "Requested fault: the request token is treated as expired.", 401
        )
    if kind == "wrong_client":
        raise Refused(
            "signature_invalid", "Requested fault: the client's secret is not accepted.", 401
        )


def profile(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Respond to a signed call of the user API (RFC 5849 §3.1)."""
    given = parameters(visit.request)
    token = given.get("oauth_token", "")
    issued = state.grants.tokens.get(token)
    if issued is None or issued.grant.provider is not visit.provider:
        raise Refused("token_rejected", "This access token was not issued by this provider.", 401)
    verify(state, visit, token, issued.grant.secret)
    return profile_of(state, visit, endpoint, issued.grant, oauth_nonce=given["oauth_nonce"])


def consented(grant: Grant) -> dict[str, str]:
    """Return what the callback gets when the person has allowed it (RFC 5849 §2.2)."""
    grant.verifier = random_text()
    return {"oauth_token": grant.request_token, "oauth_verifier": grant.verifier}

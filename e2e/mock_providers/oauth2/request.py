"""The authorization request (RFC 6749 §4.1.1), direct or pushed beforehand (RFC 9126)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mock_providers.memory.grants import Grant
from mock_providers.oauth2.pkce import challenge_of
from mock_providers.redirect_uri import check_redirect_uri
from mock_providers.wire import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.catalogue.providers import Provider
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Pairs

RESPONSE_MODES = ("query", "fragment", "form_post")
PROMPTS = {"none", "login", "consent", "select_account"}
PUSHED_LIFE = 60.0  # seconds


def authorization_request(state: State, visit: Visit, endpoint: Endpoint) -> Grant:
    """Return a grant that lacks its person. Raises Refused, which never redirects."""
    refuse_doubles(visit.request.query_pairs)
    sent = visit.request.query
    pushed = sent.get("request_uri", "")
    if pushed:
        sent = _pushed(state, visit, endpoint, pushed)
    elif endpoint.spec.get("pushed_only"):
        raise Refused("invalid_request", "Only pushed authorization requests are accepted.")
    grant = read_request(state, visit, endpoint, sent)
    grant.pushed = pushed
    return grant


def read_request(state: State, visit: Visit, endpoint: Endpoint, sent: Mapping[str, str]) -> Grant:
    provider, spec = endpoint.provider, endpoint.spec
    came = sent.get(endpoint.wire_name("client_id"), "")
    if came != provider.client_id:
        why = f'No client "{came}" is registered at {provider.title}.'
        raise Refused("unauthorized_client", why)
    uri_name = endpoint.wire_name("redirect_uri")
    uri = sent.get(uri_name, "")
    check_redirect_uri(state, provider, uri, uri_name)
    visit.passed("client known, redirect URI registered")
    _check_response_type(spec, sent)
    challenge, method = challenge_of(spec, sent)
    separator = spec.get("scopes", {}).get("separator", " ")
    scope = sent.get(endpoint.wire_name("scope"), "")
    scopes = tuple(part for part in scope.split(separator) if part)
    return Grant(
        flow=visit.flow,
        provider=provider,
        redirect_uri=uri,
        born=state.now(),
        own=endpoint.own,
        issuer=state.issuer(visit, provider, endpoint.own),
        scopes=scopes,
        separator=separator,
        nonce=sent.get("nonce", ""),
        state=sent.get("state", ""),
        host=visit.request.path.split("/")[1],
        challenge=challenge,
        challenge_method=method,
        response_mode=_response_mode(provider, sent),
        prompts=_prompts(sent),
        max_age=_max_age(sent),
        login_hint=sent.get("login_hint", ""),
        offline=asks_for_refresh(provider, scopes, sent),
    )


def refuse_doubles(pairs: Pairs) -> None:
    """Parameters must not be sent more than once (RFC 6749 §3.1)."""
    counted = Counter(name for name, _ in pairs if not name.startswith("mock_"))
    if twice := sorted(name for name, times in counted.items() if times > 1):
        raise Refused("invalid_request", f"Sent more than once: {', '.join(twice)}.")


def asks_for_refresh(provider: Provider, scopes: tuple[str, ...], sent: Mapping[str, str]) -> bool:
    """Return True if this provider would issue a refresh token for such a request."""
    policy = provider.section("token").get("refresh")
    if policy is None:
        return False
    name, _, value = policy.get("asked_by", "").partition("=")
    if name == "scope":
        return value in scopes
    return not name or sent.get(name) == value


def _check_response_type(spec: Mapping[str, Any], sent: Mapping[str, str]) -> None:
    expected = spec.get("response_type", "code")
    came = sent.get("response_type", "nothing")
    if expected and came != expected:
        why = f"response_type must be {expected}; {came} came."
        raise Refused("unsupported_response_type", why)


def _response_mode(provider: Provider, sent: Mapping[str, str]) -> str:
    """Return how the callback is to be called. Only OpenID providers know the parameter."""
    if provider.section("authorize").get("form_post"):
        return "form_post"
    mode = sent.get("response_mode", "query")
    if "keys" not in provider.data:
        return "query"
    if mode not in RESPONSE_MODES:
        known = " or ".join(RESPONSE_MODES)
        raise Refused("invalid_request", f"response_mode must be {known}; {mode} came.")
    return mode


def _prompts(sent: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(word for word in sent.get("prompt", "").split() if word in PROMPTS)


def _max_age(sent: Mapping[str, str]) -> int | None:
    came = sent.get("max_age", "")
    if not came:
        return None
    if not (came.isascii() and came.isdecimal()):
        raise Refused("invalid_request", f"max_age must be a number of seconds; {came} came.")
    return int(came)


def _pushed(state: State, visit: Visit, endpoint: Endpoint, uri: str) -> dict[str, str]:
    """Return what was pushed under this request_uri, which is valid until the decision."""
    born, sent = state.grants.pushed.get(uri) or (0.0, {})
    if not sent:
        why = "This request_uri was not issued by this provider, or was used already."
        raise Refused("invalid_request_uri", why)
    age = state.now() - born
    if age > PUSHED_LIFE or state.due(visit, "par") == "expired":
        raise Refused("invalid_request_uri", f"The request_uri lives {PUSHED_LIFE:.0f} s.")
    if sent.get("client_id") != visit.request.query.get("client_id"):
        raise Refused("invalid_request", "The request_uri was pushed by another client.")
    visit.passed("pushed request found")
    return sent

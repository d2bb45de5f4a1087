"""Begin a flow: get the authorization URL from social-core, and keep what completing it needs."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import BaseOAuth1
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import AuthResponseError
from social_core.utils import parse_qs
from social_django.strategy import create_session

from rest_social_auth.flow import record
from rest_social_auth.flow.record import LIFETIME, Flow, owner_of
from rest_social_auth.flow.redirect_uri import choose_redirect_uri
from rest_social_auth.flow.wishes import NEXT


def begin(
    request: Request, backend: BaseAuth[Any], redirect_uri: str | None, *, connect: bool = False
) -> dict[str, Any]:
    """Return `authorization_url`, and `state` or `oauth_token` to recognise the callback by.

    Raises SocialAuthBaseException if the redirect URI is not allowed or, for OAuth 1, if the
    provider does not issue a request token.
    """
    strategy: Any = backend.strategy
    backend.redirect_uri = choose_redirect_uri(request, backend, redirect_uri)
    user: Any = request.user if connect else None
    session = create_session()
    keep_fields(backend, session)
    with strategy.keeping_in(session):
        backend.prepare_auth(user=user)
        url = backend.auth_url()
        begun = recognisable_by(backend)
    for key in begun.values():
        flow = Flow.new(backend.name, key, backend.redirect_uri, owner_of(request, connect=connect))
        strategy.flows.add(flow, record.write(session, flow))
    return has_begun(backend, authorization_url=url, **begun)


def has_begun(backend: BaseAuth[Any], **what: str) -> dict[str, Any]:
    """Return what the page is told about a flow that has begun: `what` it needs to go on."""
    return {
        "provider": backend.name,
        "protocol": protocol(backend),
        **what,
        "expires_in": LIFETIME,
    }


def keep_fields(backend: BaseAuth[Any], session: SessionBase) -> None:
    """Keep the body's fields that the project's pipeline will need, and `next`."""
    for name in backend.setting("FIELDS_STORED_IN_SESSION", []):
        session[name] = backend.data.get(name)
    if backend.wishes.next:  # type: ignore[attr-defined]
        session[NEXT] = backend.wishes.next  # type: ignore[attr-defined]


def recognisable_by(backend: BaseAuth[Any]) -> dict[str, str]:
    """Return what identifies the callback, or {} if the provider does not return a state."""
    if isinstance(backend, BaseOAuth1):
        return {"oauth_token": request_token(backend)}
    state: str | None = backend.begun_state  # type: ignore[attr-defined]
    return {"state": state} if state else {}


def request_token(backend: BaseOAuth1[Any]) -> str:
    """Return the request token, without its secret, which stays in the record.

    Raises AuthResponseError if the provider does not confirm the callback (RFC 5849 §2.1).
    """
    [kept] = backend.strategy.session_get(backend.name + backend.UNATHORIZED_TOKEN_SUFIX)
    token: dict[str, str] = parse_qs(kept)  # type: ignore[no-untyped-call]
    if token.get("oauth_callback_confirmed") != "true":
        raise AuthResponseError(
            backend, code="malformed_response", claim="oauth_callback_confirmed", stage="begin"
        )
    return token["oauth_token"]


def protocol(backend: BaseAuth[Any] | type[BaseAuth[Any]]) -> str:
    """Return `oauth1`, `oauth2` or `oidc`."""
    kind = backend if isinstance(backend, type) else type(backend)
    if issubclass(kind, BaseOAuth1):
        return "oauth1"
    return "oidc" if issubclass(kind, OpenIdConnectAuth) else "oauth2"

"""Begin with a nonce; complete with the id_token that contains it, in the same browser, once."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from time import time
from typing import Any

from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.backends.facebook_limited import FacebookLimitedLogin
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import AuthInputError, AuthResponseError, AuthSessionError
from social_core.utils import constant_time_compare
from social_django.strategy import create_session

from rest_social_auth.conf import conf
from rest_social_auth.flow import record
from rest_social_auth.flow.begin import has_begun, keep_fields
from rest_social_auth.flow.complete import is_refusal, run
from rest_social_auth.flow.pause import paused
from rest_social_auth.flow.record import Flow, Record, owner_of
from rest_social_auth.id_token.once import first_use
from rest_social_auth.id_token.verify import KINDS, insist_on_audiences, max_age, verify
from rest_social_auth.provider.malformed import malformed_if_unexpected

LEEWAY = 60  # seconds for which a token is remembered after it has expired


def posted(backend: BaseAuth[Any]) -> bool:
    """Return True if the request brings an id_token instead of a code."""
    if not isinstance(backend, KINDS) or is_refusal(backend.data):
        return False
    return "id_token" in backend.data and "code" not in backend.data


def name_of_flows(backend: BaseAuth[Any]) -> str:
    """Return the name that these flows have in place of the provider's: a nonce is not a state."""
    return f"{backend.name} id_token"


def begin(request: Request, backend: BaseAuth[Any], *, connect: bool = False) -> dict[str, Any]:
    """Return the `nonce` to request an id_token with. No provider is called.

    Raises AuthInputError `id_token_not_accepted`.
    """
    if not isinstance(backend, KINDS):
        raise AuthInputError(backend, code="id_token_not_accepted", stage="begin")
    insist_on_audiences(backend)
    strategy: Any = backend.strategy
    session = create_session()
    keep_fields(backend, session)
    nonce = strategy.random_string(32)
    owner = owner_of(request, connect=connect)
    flow = Flow.new(name_of_flows(backend), nonce, "", connect=owner)
    strategy.flows.add(flow, record.write(session, flow))
    return has_begun(backend, nonce=nonce)


def complete(request: Request, backend: BaseAuth[Any], *, connect: bool = False) -> Any:
    """Return the user whom the id_token identifies (or what a pipeline step returned).

    Raises SocialAuthBaseException: what `verify` raises, `nonce_required`, `nonce_mismatch`,
    `id_token_used`, and what the pipeline refuses.
    """
    token: str = backend.data["id_token"]
    with malformed_if_unexpected(backend, stage="token_validation"):
        claims = verify(backend, token)
        found = claim(request, backend, claims, connect=connect)
        good_until = min(claims["exp"], claims["iat"] + max_age(backend))
        if not first_use(token, good_until - time() + LEEWAY):
            raise refusal(backend, "id_token_used")
        backend.redirect_uri = ""
        session = found.session if found else create_session()
        user: Any = request.user if connect else None
        result = run(backend, session, partial(identify, backend, token, claims, user))
        return paused(backend, session, result, connect=owner_of(request, connect=connect))


def claim(
    request: Request, backend: BaseAuth[Any], claims: dict[str, Any], *, connect: bool
) -> Record | None:
    """Return the record of the flow that the nonce belongs to, once; None if no flow began here.

    Without it, an attacker's own token would sign a visitor in as the attacker, so it is required
    wherever a state is. A client that hashed the nonce, or made it by itself, sends it as `nonce`.
    """
    said, sent = claims.get("nonce"), backend.data.get("nonce")
    if sent is not None and not is_nonce(sent, said):
        raise mismatch(backend)
    flows, name = backend.strategy.flows, name_of_flows(backend)  # type: ignore[attr-defined]
    found: Record | None = flows.find(name, sent or said)
    if found is None:
        if not (connect or conf.require_state or any(flows.pending(name))):
            return None
        raise mismatch(backend) if said else refusal(backend, "nonce_required")
    if found.flow.connect != owner_of(request, connect=connect):
        raise AuthSessionError(backend, code="user_mismatch", stage="token_validation")
    if not flows.end(found):  # another request was a moment faster
        raise mismatch(backend)
    return found


def is_nonce(nonce: str, said: object) -> bool:
    """Return True if the claim is the nonce, or its hash, which Apple's and Google's SDKs send."""
    if not isinstance(said, str):
        return False
    hashed = sha256(nonce.encode()).hexdigest()
    return constant_time_compare(said, nonce) or constant_time_compare(said, hashed)


def identify(backend: BaseAuth[Any], token: str, claims: dict[str, Any], user: Any) -> Any:
    """Run the pipeline with the claims in place of a profile."""
    profile = dict(claims)
    if isinstance(backend, OpenIdConnectAuth):
        backend.id_token = dict(claims)
    if isinstance(backend, FacebookLimitedLogin):
        profile["access_token"] = token  # which is how this class reads it, to verify it once more
    return backend.strategy.authenticate(backend, response=profile, user=user)


def refusal(backend: BaseAuth[Any], code: str) -> AuthInputError:
    return AuthInputError(
        backend, code=code, source="request", stage="token_validation", recovery="restart_login"
    )


def mismatch(backend: BaseAuth[Any]) -> AuthResponseError:
    return AuthResponseError(backend, code="nonce_mismatch", stage="token_validation")

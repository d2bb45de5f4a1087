"""Verify an id_token (OpenID Connect Core §3.1.3.7), and that it is meant for this application.

social-core checks keys, signature, issuer and expiry (verifier.py), with what its classes and a
project's own subclasses add. A token for which no code was exchanged needs more: only asymmetric
signatures, an explicit list of audiences, a limited age, and no option that leaves a check out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import time
from typing import Any

import jwt
from social_core.backends.apple import AppleIdAuth
from social_core.backends.azuread import AzureADOAuth2
from social_core.backends.base import BaseAuth
from social_core.backends.google import BaseGoogleAuth, GoogleOAuth2
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import AuthInputError, AuthResponseError

from rest_social_auth.id_token.verifier import REQUIRED, verifying

KINDS = (OpenIdConnectAuth, GoogleOAuth2, AppleIdAuth, AzureADOAuth2)
# A public key must never be used as the secret of an HMAC (RFC 8725 §3.1).
ASYMMETRIC = {f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)}
ASYMMETRIC.add("EdDSA")
MAX_AGE = OpenIdConnectAuth.ID_TOKEN_MAX_AGE
# What a provider's own documents lack, rather than the token.
OF_THE_PROVIDER = {"jwks_uri", "issuer", "keys"}


def accepted_audiences(backend: BaseAuth[Any]) -> frozenset[str]:
    """Return the clients whose id_tokens the project accepts: none, unless it lists them."""
    listed: Any = backend.setting("ID_TOKEN_AUDIENCES", ())
    if not isinstance(listed, list | tuple | set | frozenset):
        return frozenset()
    return frozenset(each for each in listed if isinstance(each, str) and each)


def insist_on_audiences(backend: BaseAuth[Any]) -> frozenset[str]:
    if accepted := accepted_audiences(backend):
        return accepted
    raise AuthInputError(
        backend, code="id_token_not_accepted", source="configuration", stage="token_validation"
    )


def verify(backend: BaseAuth[Any], token: str) -> dict[str, Any]:
    """Return the token's claims, all of which the provider has signed for this application.

    Raises AuthInputError `id_token_not_accepted`, `id_token_rejected` or `id_token_expired`, and
    what `backend.request()` raises if the provider does not say what its keys are.
    """
    accepted = insist_on_audiences(backend)
    with refusals_as_input(backend):
        kind: Any = type(backend)
        verifier = verifying(kind)(backend.strategy)
        verifier.calls = backend.calls  # type: ignore[attr-defined]
        found = unverified(backend, token)
        verifier.audience = audience_of(backend, found["payload"], accepted)
        if not verifier.knows(found["header"].get("kid")):
            raise wrong(backend, "kid")
        if isinstance(verifier, AzureADOAuth2):
            claims: dict[str, Any] = verifier.validate_and_return_id_token(token)
        else:
            claims = verifier.decode_and_validate_id_token(token, "")
        check_claims(backend, claims)
    return claims


def unverified(backend: BaseAuth[Any], token: str) -> dict[str, Any]:
    """Return the header and payload of a token whose algorithm is acceptable."""
    try:
        found = jwt.decode_complete(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise wrong(backend, "id_token") from error
    if found["header"].get("alg") not in ASYMMETRIC:
        raise wrong(backend, "alg")
    return found


def audience_of(backend: BaseAuth[Any], claims: dict[str, Any], accepted: frozenset[str]) -> str:
    """Return the audience to verify; all of them must be acceptable, and whoever requested it.

    Nothing is verified yet, but the signature covers the same text.
    """
    audiences = claims.get("aud")
    audiences = [audiences] if isinstance(audiences, str) else audiences
    if not isinstance(audiences, list) or not audiences:
        raise wrong(backend, "aud")
    if not all(isinstance(each, str) and each in accepted for each in audiences):
        raise wrong(backend, "aud")
    # Who requested it: the same client, or one of the project's others, e.g. its Android app.
    party = claims.get("azp")
    if party is None and len(audiences) == 1:
        return str(audiences[0])
    if not isinstance(party, str) or party not in accepted:
        raise wrong(backend, "azp")
    return str(audiences[0])


def check_claims(backend: BaseAuth[Any], claims: dict[str, Any]) -> None:
    """Raise AuthResponseError if a claim is missing, or if the token is not from just now."""
    if absent := [name for name in REQUIRED if not claims.get(name)]:
        raise wrong(backend, absent[0])
    if time() - claims["iat"] > max_age(backend):
        raise AuthResponseError(
            backend, code="response_expired", claim="iat", stage="token_validation"
        )
    if isinstance(backend, BaseGoogleAuth):
        backend.validate_email_verified(claims, stage="token_validation")


def max_age(backend: BaseAuth[Any]) -> float:
    """Return for how many seconds an id_token is good, as social-core has it for a code flow."""
    of_the_class = getattr(backend, "ID_TOKEN_MAX_AGE", MAX_AGE)
    seconds: Any = backend.setting("ID_TOKEN_MAX_AGE", of_the_class)
    return float(seconds)


def wrong(backend: BaseAuth[Any], claim: str) -> AuthResponseError:
    return AuthResponseError(backend, code="invalid_claim", claim=claim, stage="token_validation")


@contextmanager
def refusals_as_input(backend: BaseAuth[Any]) -> Iterator[None]:
    """Say that the caller sent a bad token. In a code flow it would be the provider's mistake."""
    try:
        yield
    except AuthResponseError as error:
        if error.code == "malformed_response" or error.claim in OF_THE_PROVIDER:
            raise
        old = error.code == "response_expired"
        raise AuthInputError(
            backend,
            code="id_token_expired" if old else "id_token_rejected",
            source="request",
            stage="token_validation",
            recovery="restart_login",
            claim=error.claim,
        ) from error

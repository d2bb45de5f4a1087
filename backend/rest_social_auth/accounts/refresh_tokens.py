"""simplejwt's refresh tokens by the sign-in that they descend from: a family (RFC 9700 §4.14.2)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from rest_framework_simplejwt import state
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import RefreshToken

from rest_social_auth.accounts.locks import user_locked
from rest_social_auth.accounts.recent_sign_in import CLAIM


def claims_of(token: str) -> dict[str, Any] | None:
    """Return the claims of a token that we have signed, even if it has expired; else None."""
    backend: Any = state.token_backend
    try:
        claims: dict[str, Any] = backend.decode(token)
    except TokenBackendExpiredToken:  # raised only if the signature is valid
        claims = backend.decode(token, verify=False)
    except TokenBackendError:
        return None
    return claims


def owner_locked(claims: Mapping[str, Any]) -> AbstractContextManager[Any]:
    """Lock the row of the user whom one of our tokens belongs to."""
    which = {api_settings.USER_ID_FIELD: claims.get(api_settings.USER_ID_CLAIM)}
    return user_locked(get_user_model(), **which)


def is_same_sign_in(one: str, other: str) -> bool:
    """Return True if both tokens are ours and descend from the same sign-in."""
    each, its = claims_of(one), claims_of(other)
    if each is None or its is None:
        return False
    return all(each.get(name) == its.get(name) for name in (api_settings.USER_ID_CLAIM, CLAIM))


def end_sign_in(token: str) -> None:
    """Blacklist the refresh tokens of the sign-in that our token is from, even if it has expired.

    Does nothing if the token is not ours, or the user is gone.
    """
    claims = claims_of(token)
    if claims is None:
        return
    with owner_locked(claims) as user:
        if user is not None:
            end(user.pk, of=claims.get(CLAIM))


def end(user_id: Any, *, of: int | None = None, but_of: int | None = None) -> None:
    """Blacklist the user's refresh tokens of this sign-in, of all but this one, or all of them.

    A sign-in is identified by its time, which is in the claim.
    """
    used: Any = apps.get_model("token_blacklist", "BlacklistedToken").objects
    given: Any = apps.get_model("token_blacklist", "OutstandingToken").objects
    for each in given.filter(user_id=user_id, blacklistedtoken=None):
        token = RefreshToken(each.token, verify=False)
        # simplejwt stores a sign-in's first token before it has the claim, a moment later.
        signed_in_at = token.get(CLAIM, token["iat"])
        if (of is None or is_same(signed_in_at, of)) and not is_same(signed_in_at, but_of):
            used.get_or_create(token=each)


def is_same(signed_in_at: int, other: int | None) -> bool:
    return other is not None and abs(signed_in_at - other) <= 1

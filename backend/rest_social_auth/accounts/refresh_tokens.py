"""simplejwt's refresh tokens by the sign-in that they descend from: a family (RFC 9700 §4.14.2)."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from rest_framework_simplejwt.tokens import RefreshToken

from rest_social_auth.accounts.recent_sign_in import CLAIM


def end(user_id: Any, *, of: int | None = None, but_of: int | None = None) -> None:
    """Blacklist the user's refresh tokens of this sign-in, of all but this one, or all of them.

    A sign-in is told by its time, as the claim has it.
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

"""Whether a provider vouches for somebody's e-mail address."""

from __future__ import annotations

from typing import Any

from social_core.backends.base import BaseAuth
from social_core.backends.discord import DiscordOAuth2

# OpenID Connect's claim, and that of Google's older API. Apple writes "true".
CLAIMS = ("email_verified", "verified_email")


def is_verified(backend: BaseAuth[Any], details: dict[str, Any], response: Any) -> bool:
    """Return True if the provider says that it has verified the address in `details`.

    Most providers outside OpenID Connect do not say so, which counts as False.
    """
    email = details.get("email")
    if not email or not isinstance(response, dict):
        return False
    said = [response, getattr(backend, "id_token", None) or {}]
    own = [each for each in said if each.get("email") == email]
    if any(is_yes(each.get(claim)) for each in own for claim in CLAIMS):
        return True
    if isinstance(backend, DiscordOAuth2):
        return bool(own) and response.get("verified") is True
    return any(  # GitHub's list of addresses
        each.get("email") == email and each.get("verified") is True
        for each in response.get("emails") or []
        if isinstance(each, dict)
    )


def is_yes(value: object) -> bool:
    return value is True or value == "true"

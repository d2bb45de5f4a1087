"""Which parts of a provider's response may be stored with the connection."""

from __future__ import annotations

from json import JSONEncoder
from typing import Any

from rest_social_auth.conf import conf

LARGEST = 8 * 1024  # characters of JSON, not counting tokens
as_json = JSONEncoder(default=str).encode


def storable(data: dict[str, Any]) -> dict[str, Any]:
    """Return what may be stored: not too much, and nothing that a database refuses.

    The provider's tokens are left out unless the project asks for them, so they cannot be stolen.
    """
    tokens = {name: value for name, value in data.items() if is_secret(name)}
    given = {name: value for name, value in tokens.items() if value}  # else the stored one stays
    kept: dict[str, Any] = clean(given) if conf.keep_provider_tokens else {}
    room = LARGEST
    for name, value in data.items():
        size = len(as_json({name: value}))
        if name not in tokens and size <= room:
            kept[name] = clean(value)
            room -= size
    return kept


def is_secret(name: str) -> bool:
    return name != "token_type" and ("token" in name or "secret" in name)


def clean(value: Any) -> Any:
    """Return `value` without the characters that PostgreSQL cannot store in JSON."""
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="ignore").decode()
    if isinstance(value, dict):
        return {clean(name): clean(each) for name, each in value.items()}
    return [clean(each) for each in value] if isinstance(value, list | tuple) else value

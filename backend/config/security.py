"""What the security settings use: limits, keys, and the page's policy."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50  # characters of SECRET_KEY; Django's own deployment check has the same
LARGEST_BODY = 64 * 1024  # bytes; the longest callbacks are a tenth of it

# Requests per client address; behind a proxy, PROXIES says how to find that. Linking: per user.
RATES = {
    "social-begin": "30/min",
    "social-login": "20/min, 200/day",  # includes OAuth 1's first step
    "social-connections": "30/min",
    "social-linking": "20/min, 100/day",
    "social-me": "120/min",
    "social-providers": "120/min",
    "social-refresh": "30/min",
    "social-sessions": "30/min",
    "social-sign-out": "30/min",
    "docs": "30/min",
}


def checked_key(key: str, *, debug: bool) -> str:
    """Return the SECRET_KEY. Raises ImproperlyConfigured if it could be guessed in public."""
    if debug:
        return key or "only-for-development-" * 3
    if len(key) < SHORTEST_KEY or "only-for-development" in key or len(set(key)) < 5:
        raise ImproperlyConfigured(
            f"Set SECRET_KEY to {SHORTEST_KEY} random characters or more, or DEBUG=true for "
            "development: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def json_web_tokens(key: str, audience: str) -> dict[str, Any]:
    """Return simplejwt's settings: refresh tokens that work once, and a separate key."""
    return {
        "SIGNING_KEY": sha256(f"JSON Web Tokens, {key}".encode()).hexdigest(),
        "AUDIENCE": audience,  # so that no other service with the same key accepts our tokens
        "ISSUER": audience,
        "ROTATE_REFRESH_TOKENS": True,
        "BLACKLIST_AFTER_ROTATION": True,
        "TOKEN_REFRESH_SERIALIZER": "rest_social_auth.refresh.OneTimeRefreshSerializer",
    }


def page_policy(others: list[str]) -> dict[str, list[str]]:
    """Return the page's Content-Security-Policy; the API's and the callback's are stricter."""
    return {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'", *others],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }

"""What keeps the demo safe: limits, cookies, headers. Strict by default, loosened by DEBUG only."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50  # characters of SECRET_KEY; Django's own deployment check has the same
LARGEST_BODY = 64 * 1024  # bytes; the longest answers of providers are a tenth of it

# Requests per client address; behind a proxy, PROXIES says how to find that.
RATES = {
    "social-begin": "30/min",
    "social-login": "20/min, 200/day",  # OAuth 1's first step, too, begins there
    "social-connections": "30/min",
    "social-providers": "120/min",
    "token-refresh": "30/min",
    "me": "120/min",
}


def checked_key(key: str, *, debug: bool) -> str:
    """Return the SECRET_KEY. Raises ImproperlyConfigured where it could be guessed in public."""
    if debug:
        return key or "only-for-development-" * 3
    if len(key) < SHORTEST_KEY or "only-for-development" in key or len(set(key)) < 5:
        raise ImproperlyConfigured(
            f"Set SECRET_KEY to {SHORTEST_KEY} random characters or more, or DEBUG=true for "
            "development: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def json_web_tokens(key: str, audience: str) -> dict[str, Any]:
    """Return simplejwt's settings: refresh tokens that work once, and a key of its own."""
    return {
        "SIGNING_KEY": sha256(f"JSON Web Tokens, {key}".encode()).hexdigest(),
        "AUDIENCE": audience,  # so that another service with the same key accepts nothing of ours
        "ISSUER": audience,
        "ROTATE_REFRESH_TOKENS": True,
        "BLACKLIST_AFTER_ROTATION": True,
        "TOKEN_REFRESH_SERIALIZER": "rest_social_auth.refresh.OneTimeRefreshSerializer",
    }


def security(*, origins: list[str], apis: list[str]) -> dict[str, Any]:
    """Return Django's settings for browsers: whom they may send to us, and what they may load.

    `origins` are the page's, `apis` those of the API where it has a domain of its own.
    """
    return {
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_BODY,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 100,
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": page_policy(apis)},
        "SECURE_REFERRER_POLICY": "no-referrer",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",  # the popup answers by BroadcastChannel
        "X_FRAME_OPTIONS": "DENY",
        "CSRF_TRUSTED_ORIGINS": origins,
        "CORS_ALLOWED_ORIGINS": origins if apis else [],
        "CORS_ALLOW_CREDENTIALS": bool(apis),
        "CORS_ALLOW_METHODS": ["GET", "POST", "DELETE"],
        "CORS_ALLOW_HEADERS": ["accept", "authorization", "content-type", "x-csrftoken"],
        "CORS_EXPOSE_HEADERS": ["Retry-After", "Server-Timing", "X-Request-ID"],
        "CORS_URLS_REGEX": r"^/api/",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def secure_cookies() -> dict[str, Any]:
    """Return cookies of names that no other domain, and no page without TLS, can set.

    And that do not stand in the way of the same host's pages without TLS, where there are any.
    """
    return {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
    }


def https_only(proxies: int) -> dict[str, Any]:
    """Return what holds on public machines, where every request comes by TLS.

    Never where HTTPS=1 is for development: a browser would refuse the http of that name for a year.
    """
    return {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        # Anybody can send this header; only behind a proxy that replaces it, it tells the truth.
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None,
    }


def page_policy(apis: list[str]) -> dict[str, list[str]]:
    """Return the page's Content-Security-Policy; the API's and the callback's are stricter."""
    return {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'", *apis],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }

"""Limits on requests, counted in a cache that all processes share, and on calls to providers."""

from __future__ import annotations

from django.conf import settings
from rest_framework.settings import api_settings

from rest_social_auth.checks.mounted import mounted_views
from rest_social_auth.checks.rule import Rule, named
from rest_social_auth.conf import conf
from rest_social_auth.throttling import SCOPES


def unlimited() -> str:
    """Return the scopes without a rate, of the endpoints that the project has."""
    rates = api_settings.DEFAULT_THROTTLE_RATES
    used = {getattr(view, "rate_scope", "") for view in mounted_views()}
    return ", ".join(scope for scope in SCOPES if scope in used and not rates.get(scope))


def limited() -> bool:
    return any(api_settings.DEFAULT_THROTTLE_RATES.get(scope) for scope in SCOPES)


def private_cache() -> str | None:
    backend = settings.CACHES["default"]["BACKEND"].rpartition(".")[2]
    private = backend in {"LocMemCache", "DummyCache"}
    return backend if private and limited() else None


def no_places() -> str | None:
    places: object = conf.calls_at_once
    is_number = isinstance(places, int) and not isinstance(places, bool)
    return None if is_number and places > 0 else f"{places!r}"  # type: ignore[operator]


def no_timeout() -> str | None:
    timeouts = {**named("REQUESTS_TIMEOUT"), **named("URLOPEN_TIMEOUT")}
    return next((name for name, value in timeouts.items() if not is_timeout(value)), None)


def is_timeout(value: object) -> bool:
    """Return True if `requests` and social-core accept it: None, seconds, or two of them."""
    parts = value if isinstance(value, tuple) else (value,)
    return all(p is None or (type(p) in {int, float} and p > 0) for p in parts)


ERRORS = (
    Rule(
        "E023",
        no_places,
        "REST_SOCIAL_CALLS_AT_ONCE is {}, which is not a positive whole number.",
        "Write how many calls one process may have under way to one host, e.g. 32.",
    ),
    Rule(
        "E022",
        no_timeout,
        "{} is not a timeout.",
        "Write the seconds that a whole call may take, e.g. 10, or two numbers to add up.",
    ),
)

DEPLOY_WARNINGS = (
    Rule(
        "W006",
        unlimited,
        "Requests in these scopes are not limited: {}.",
        "Give each a rate in REST_FRAMEWORK['DEFAULT_THROTTLE_RATES'], e.g. '20/min, 200/day'.",
    ),
    Rule(
        "W007",
        private_cache,
        "Rate limits are counted in {}, which is not shared between processes.",
        "Use a cache that all processes share, e.g. Redis, as CACHES['default'].",
    ),
    Rule(
        "W008",
        lambda: limited() and api_settings.NUM_PROXIES is None,
        "Clients can evade the rate limits by varying X-Forwarded-For.",
        "Set REST_FRAMEWORK['NUM_PROXIES'] to the number of proxies in front; 0 without any.",
    ),
)

"""What works, and is less safe in production than it could be: told by `check --deploy`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections
from rest_framework.settings import api_settings
from social_core.backends.oauth import BaseOAuth2PKCE, OAuthAuth
from social_core.backends.utils import load_backends

from rest_social_auth.checks.mounted import is_module_mounted, is_mounted
from rest_social_auth.checks.rule import Rule, jwt, set_to
from rest_social_auth.conf import conf
from rest_social_auth.endpoint.choose_backend import load_strategy
from rest_social_auth.throttling import SCOPES

# What a person can change at the provider, and another can take then.
MUTABLE = ("email", "username", "preferred_username", "upn", "nickname", "login", "name")
KEY_BYTES = 32  # of HMAC with SHA-256 (RFC 7518 §3.2)


def plain_http() -> str | None:
    uris = [*(conf.redirect_uris or ()), conf.oauth_absolute_redirect_uri or ""]
    return next((uri for uri in uris if uri.startswith("http://")), None)


def unlimited() -> str:
    rates = api_settings.DEFAULT_THROTTLE_RATES
    return ", ".join(scope for scope in SCOPES if not rates.get(scope))


def limited() -> bool:
    return any(api_settings.DEFAULT_THROTTLE_RATES.get(scope) for scope in SCOPES)


def private_cache() -> str | None:
    backend = settings.CACHES["default"]["BACKEND"].rpartition(".")[2]
    alone = backend in {"LocMemCache", "DummyCache"} and limited()
    return backend if alone else None


def databases(name: str, value: object, vendor: str = "") -> str:
    """Return the databases whose setting `name` is not `value`."""
    found = [
        alias
        for alias, each in connections.settings.items()
        if vendor in each["ENGINE"] and option(each, name) != value
    ]
    return ", ".join(found)


def option(database: dict[str, Any], name: str) -> Any:
    return database.get(name, False) if name.isupper() else database["OPTIONS"].get(name)


def weak_key() -> bool:
    key = jwt("SIGNING_KEY") or settings.SECRET_KEY
    symmetric = str(jwt("ALGORITHM") or "HS256").startswith("HS")
    weak = key == settings.SECRET_KEY or len(str(key).encode()) < KEY_BYTES
    views = ("JWTPair", "JWTSliding")
    mounted = is_mounted(
        *(f"Social{view}{kind}AuthView" for view in views for kind in ("Only", "User"))
    )
    return mounted and symmetric and weak


def reusable_refresh_tokens() -> bool:
    serializer = jwt("TOKEN_REFRESH_SERIALIZER")
    own = serializer and not serializer.startswith("rest_framework_simplejwt.")
    return bool(jwt("ROTATE_REFRESH_TOKENS")) and not own


def without_secret() -> str:
    backends = load_backends(settings.AUTHENTICATION_BACKENDS).values()  # type: ignore[no-untyped-call]
    made: list[Any] = [each(load_strategy()) for each in backends if issubclass(each, OAuthAuth)]
    return ", ".join(
        each.name
        for each in made
        if each.setting("KEY") and not each.setting("SECRET") and not proves_its_codes(each)
    )


def proves_its_codes(backend: Any) -> bool:
    pkce = isinstance(backend, BaseOAuth2PKCE)
    return pkce and bool(backend.setting("USE_PKCE", backend.DEFAULT_USE_PKCE))


WARNINGS = (
    Rule(
        "W001",
        lambda: not conf.require_state,
        "A code without a state signs in: a page that does not check state by itself lets an "
        "attacker sign people in as himself (RFC 9700 §4.7).",
        "Let your page begin flows at social/begin/, and set REST_SOCIAL_REQUIRE_STATE = True.",
    ),
    Rule(
        "W002",
        lambda: conf.redirect_uris is None,
        "Any redirect URI is sent to the providers.",
        "List yours in REST_SOCIAL_REDIRECT_URIS.",
    ),
    Rule(
        "W003",
        lambda: (
            conf.domain_from_origin
            and conf.redirect_uris is None
            and not conf.oauth_absolute_redirect_uri
        ),
        "The page's Origin decides where codes go.",
        "Set REST_SOCIAL_DOMAIN_FROM_ORIGIN = False, or list REST_SOCIAL_REDIRECT_URIS.",
    ),
    Rule(
        "W004",
        plain_http,
        "Codes travel to {} without TLS.",
        "Use https:// in the redirect URIs.",
    ),
    Rule(
        "W005",
        lambda: "*" in settings.ALLOWED_HOSTS,
        "ALLOWED_HOSTS has “*”: the caller chooses the host of the redirect URI.",
        "List the names that this server has.",
    ),
    Rule(
        "W006",
        unlimited,
        "Nothing limits requests of the scopes {}.",
        "Give each a rate in REST_FRAMEWORK['DEFAULT_THROTTLE_RATES'], e.g. '20/min, 200/day'.",
    ),
    Rule(
        "W007",
        private_cache,
        "Requests are counted in {}, which each process has for itself.",
        "Use a cache that all processes share, e.g. Redis, as CACHES['default'].",
    ),
    Rule(
        "W008",
        lambda: limited() and api_settings.NUM_PROXIES is None,
        "Whoever varies X-Forwarded-For is not limited.",
        "Set REST_FRAMEWORK['NUM_PROXIES'] to the number of proxies in front; 0 without any.",
    ),
    Rule(
        "W009",
        lambda: databases("transaction_mode", "IMMEDIATE", "sqlite3"),
        "Two sign-ins at once can fail with “database is locked” at {}.",
        "Set OPTIONS = {'transaction_mode': 'IMMEDIATE'} for SQLite, or use PostgreSQL.",
    ),
    Rule(
        "W010",
        lambda: databases("ATOMIC_REQUESTS", False),
        "ATOMIC_REQUESTS holds a transaction at {} open while a provider is asked.",
        "Switch it off: a sign-in has a transaction of its own, once the provider has answered.",
    ),
    Rule(
        "W011",
        weak_key,
        "JSON Web Tokens are signed with SECRET_KEY, or with less than 256 bits.",
        "Set SIMPLE_JWT['SIGNING_KEY'] to 32 random bytes or more, used for nothing else.",
    ),
    Rule(
        "W012",
        reusable_refresh_tokens,
        "A refresh token can be used several times at once.",
        "Set SIMPLE_JWT['TOKEN_REFRESH_SERIALIZER'] to "
        "'rest_social_auth.refresh.OneTimeRefreshSerializer'.",
    ),
    Rule(
        "W013",
        lambda: is_module_mounted("social_django.views"),
        "social_django's own pages are mounted beside this API: a second way in, by other rules.",
        "Leave include('social_django.urls') out, unless a page of yours needs it.",
    ),
    Rule(
        "W014",
        lambda: next(filter(None, (set_to("_ID_KEY", name) for name in MUTABLE)), None),
        "{} names something that people can change at the provider: the next to take it is them.",
        "Use an id that stays: “sub” or “id”.",
    ),
    Rule(
        "W015",
        lambda: conf.recent_sign_in is None and is_mounted("ConnectionsView", "ConnectionView"),
        "Who has somebody's session for a moment can link an account of his own to it, and stay.",
        "Set REST_SOCIAL_RECENT_SIGN_IN to the seconds for which a sign-in is recent, e.g. 600.",
    ),
    Rule(
        "W016",
        without_secret,
        "{} has a key and neither a secret nor PKCE: whoever reads a code can spend it.",
        "Set the provider's _SECRET; a public client wants its _USE_PKCE = True (RFC 9700 §2.1.1).",
    ),
)

"""The apps and settings of the libraries that make our tokens."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from rest_social_auth.checks.mounted import is_mounted
from rest_social_auth.checks.rule import Rule, jwt

KEY_BYTES = 32  # of HMAC with SHA-256 (RFC 7518 §3.2)
TOKEN = ("SocialTokenOnlyAuthView", "SocialTokenUserAuthView")
KNOX = ("SocialKnoxOnlyAuthView", "SocialKnoxUserAuthView")
JWT_COOKIE = "SocialJWTCookieAuthView"
JWT_PAIR = ("SocialJWTPairOnlyAuthView", "SocialJWTPairUserAuthView", JWT_COOKIE)
JWT_SLIDING = ("SocialJWTSlidingOnlyAuthView", "SocialJWTSlidingUserAuthView")


def without_app(app: str, *, needed: bool) -> bool:
    return needed and not apps.is_installed(app)


def makes_no_tokens() -> str | None:
    """Return the setting that names a serializer which cannot make a mounted login's token."""
    if is_mounted(*JWT_PAIR) and not makes("TOKEN_OBTAIN_SERIALIZER", "access_token"):
        return "TOKEN_OBTAIN_SERIALIZER"
    if is_mounted(*JWT_SLIDING) and not makes("SLIDING_TOKEN_OBTAIN_SERIALIZER", "for_user"):
        return "SLIDING_TOKEN_OBTAIN_SERIALIZER"
    return None


def makes(setting: str, needed: str) -> bool:
    """Return True if the serializer can make tokens and its token class has what is needed."""
    from rest_framework_simplejwt.settings import api_settings

    try:
        serializer = import_string(getattr(api_settings, setting))
    except ImportError:
        return False
    return hasattr(serializer, "get_token") and hasattr(serializer.token_class, needed)


def weak_key() -> bool:
    key = jwt("SIGNING_KEY") or settings.SECRET_KEY
    symmetric = str(jwt("ALGORITHM") or "HS256").startswith("HS")
    weak = key == settings.SECRET_KEY or len(str(key).encode()) < KEY_BYTES
    return symmetric and weak and is_mounted(*JWT_PAIR, *JWT_SLIDING)


def reusable_refresh_tokens() -> bool:
    serializer = jwt("TOKEN_REFRESH_SERIALIZER")
    own = serializer and not serializer.startswith("rest_framework_simplejwt.")
    return bool(jwt("ROTATE_REFRESH_TOKENS")) and not own


ERRORS = (
    Rule(
        "E010",
        lambda: without_app("rest_framework.authtoken", needed=is_mounted(*TOKEN)),
        "Token endpoints are mounted, but rest_framework.authtoken is not installed.",
        "Add rest_framework.authtoken to INSTALLED_APPS and run `manage.py migrate`.",
    ),
    Rule(
        "E011",
        lambda: without_app(
            "rest_framework_simplejwt.token_blacklist",
            needed=bool(jwt("BLACKLIST_AFTER_ROTATION")),
        ),
        "SIMPLE_JWT asks to blacklist used refresh tokens, but the app that does it is not "
        "installed.",
        "Add rest_framework_simplejwt.token_blacklist to INSTALLED_APPS and run `manage.py "
        "migrate`.",
    ),
    Rule(
        "E015",
        makes_no_tokens,
        "SIMPLE_JWT['{}'] does not make a token that a login could respond with.",
        "Name a subclass of simplejwt's own serializer, whose get_token() returns the refresh or "
        "the sliding token.",
    ),
    Rule(
        "E018",
        lambda: without_app("knox", needed=is_mounted(*KNOX)),
        "knox endpoints are mounted, but knox is not installed.",
        "Add knox to INSTALLED_APPS and run `manage.py migrate`.",
    ),
)

DEPLOY_WARNINGS = (
    Rule(
        "W011",
        weak_key,
        "JSON Web Tokens are signed with SECRET_KEY, or with less than 256 bits.",
        "Set SIMPLE_JWT['SIGNING_KEY'] to 32 random bytes or more, used for nothing else.",
    ),
    Rule(
        "W012",
        reusable_refresh_tokens,
        "A refresh token can be used by several requests at the same time.",
        "Set SIMPLE_JWT['TOKEN_REFRESH_SERIALIZER'] to "
        "'rest_social_auth.refresh.OneTimeRefreshSerializer'.",
    ),
)

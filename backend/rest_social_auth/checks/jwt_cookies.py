"""What JSON Web Tokens in cookies need: a blacklist, a browser that sends them, one that reads."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from rest_framework.settings import api_settings

from rest_social_auth.checks.mounted import is_mounted
from rest_social_auth.checks.rule import Rule, jwt

BLACKLIST = "rest_framework_simplejwt.token_blacklist"


def has_cookies() -> bool:
    return is_mounted("SocialJWTCookieAuthView")


def not_sent() -> bool:
    same_site = str(settings.SESSION_COOKIE_SAMESITE).lower()
    return has_cookies() and same_site == "none" and not settings.SESSION_COOKIE_SECURE


def not_read() -> bool:
    if not has_cookies():
        return False
    from rest_social_auth.authentication import JWTCookieAuthentication

    classes: Any = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    return not any(issubclass(each, JWTCookieAuthentication) for each in classes)


def usable_twice() -> bool:
    once = jwt("ROTATE_REFRESH_TOKENS") and jwt("BLACKLIST_AFTER_ROTATION")
    return has_cookies() and not once


ERRORS = (
    Rule(
        "E030",
        lambda: has_cookies() and not apps.is_installed(BLACKLIST),
        "JSON Web Tokens are kept in cookies, but nothing can end them: the blacklist is not "
        "installed.",
        f"Add {BLACKLIST} to INSTALLED_APPS and run `manage.py migrate`.",
    ),
    Rule(
        "E031",
        not_sent,
        "Browsers refuse the cookies of JSON Web Tokens: SESSION_COOKIE_SAMESITE is “None”, and "
        "SESSION_COOKIE_SECURE is off.",
        "Set SESSION_COOKIE_SECURE = True, or SESSION_COOKIE_SAMESITE = 'Lax'.",
    ),
    Rule(
        "E032",
        lambda: has_cookies() and not is_mounted("JWTCookieRefreshView"),
        "JSON Web Tokens are kept in cookies, but no URL renews them.",
        "Include rest_social_auth.urls_jwt_cookie, in the same place as your own view.",
    ),
)

WARNINGS = (
    Rule(
        "W030",
        not_read,
        "JSON Web Tokens are kept in cookies, but REST framework does not read them by default.",
        "Add rest_social_auth.authentication.JWTCookieAuthentication to "
        "REST_FRAMEWORK['DEFAULT_AUTHENTICATION_CLASSES'].",
    ),
)

DEPLOY_WARNINGS = (
    Rule(
        "W031",
        usable_twice,
        "A refresh token in a cookie can be used until it expires, so a stolen one goes unnoticed.",
        "Set ROTATE_REFRESH_TOKENS and BLACKLIST_AFTER_ROTATION in SIMPLE_JWT to True, and "
        "TOKEN_REFRESH_SERIALIZER to 'rest_social_auth.refresh.OneTimeRefreshSerializer'.",
    ),
)

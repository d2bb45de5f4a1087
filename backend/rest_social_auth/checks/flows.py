"""What a flow is stored in, which code completes it, and what linking an account requires."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from social_core.backends.oauth import BaseOAuth1
from social_django.strategy import DjangoStrategy

from rest_social_auth.checks.mounted import is_module_mounted, is_mounted, mounted_views
from rest_social_auth.checks.rule import Rule, named, provider_classes, set_to
from rest_social_auth.conf import conf


def no_session_middleware() -> bool:
    needed = is_mounted("SocialSessionAuthView")
    return needed and not any("SessionMiddleware" in each for each in settings.MIDDLEWARE)


def keeps_flows() -> bool:
    """Return True if a flow can begin here: at social/begin/, or at any login with OAuth 1."""
    if is_mounted("BeginView", "SocialSessionAuthView"):
        return True
    oauth1 = any(issubclass(each, BaseOAuth1) for each in provider_classes())
    return oauth1 and is_mounted("BaseSocialAuthView")


def no_session_table() -> str | None:
    """Return the engine if it stores sessions in a table and the app with that table is missing."""
    engine = settings.SESSION_ENGINE
    in_a_table = engine in {
        "django.contrib.sessions.backends.db",
        "django.contrib.sessions.backends.cached_db",
    }
    missing = in_a_table and not apps.is_installed("django.contrib.sessions")
    return engine if missing and keeps_flows() else None


def strange_strategy() -> str | None:
    try:
        known = issubclass(import_string(conf.strategy), DjangoStrategy)
    except (ImportError, TypeError):
        known = False
    return None if known else conf.strategy


def no_seconds() -> str | None:
    seconds: object = conf.recent_sign_in
    if seconds is None:
        return None
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return None if is_number and seconds > 0 else f"{seconds!r}"  # type: ignore[operator]


def unused_hooks() -> str:
    """Return the hooks of rest-social-auth 10 that mounted views define but nothing calls."""
    hook = "save_token_param_in_session"
    return ", ".join(f"{view.__name__}.{hook}()" for view in mounted_views() if hasattr(view, hook))


def single_characters() -> str | None:
    """Return a setting that lists what a page may ask for, if it is text instead of a list."""
    lists = {**named("_BEGIN_SCOPES"), "REST_SOCIAL_BEGIN_PROMPTS": conf.begin_prompts}
    return next((name for name, value in lists.items() if isinstance(value, str)), None)


ERRORS = (
    Rule(
        "E040",
        single_characters,
        "{} is text, and would be read as single characters.",
        'Write a list, e.g. ["repo"].',
    ),
    Rule(
        "E001",
        no_session_middleware,
        "Signing in to a session needs SessionMiddleware, which is not installed.",
        "Add django.contrib.sessions.middleware.SessionMiddleware to MIDDLEWARE.",
    ),
    Rule(
        "E002",
        lambda: "signed_cookies" in settings.SESSION_ENGINE,
        "Sessions are stored in cookies, so the browser can read the secrets of a flow.",
        "Set SESSION_ENGINE to one that keeps sessions on the server: db, cache, cached_db, file.",
    ),
    Rule(
        "E007",
        strange_strategy,
        "SOCIAL_AUTH_STRATEGY is “{}”, which is not a subclass of social_django's.",
        "Make it a subclass of social_django.strategy.DjangoStrategy, or of "
        "rest_social_auth.strategy.DRFStrategy, or leave the setting out.",
    ),
    Rule(
        "E014",
        no_seconds,
        "REST_SOCIAL_RECENT_SIGN_IN is {}, which is not a positive number of seconds.",
        "Write seconds, e.g. 600, or None to link and unlink without a recent sign-in.",
    ),
    Rule(
        "E017",
        no_session_table,
        "SESSION_ENGINE is “{}”, but django.contrib.sessions is not installed.",
        "Add django.contrib.sessions to INSTALLED_APPS and run `manage.py migrate`, or set "
        "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'.",
    ),
)

WARNINGS = (
    Rule(
        "W021",
        unused_hooks,
        "{} is never called: OAuth 1's secret does not travel through the page.",
        "Remove it; the flow keeps the secret at the server, with or without a session.",
    ),
    Rule(
        "W022",
        lambda: set_to("_INACTIVE_USERS_LOGIN", True) or set_to("_INACTIVE_USER_LOGIN", True),
        "{} does not apply to the API, which signs in no deactivated user.",
        "Set the user's is_active, or let only social_django's pages sign them in.",
    ),
)

DEPLOY_WARNINGS = (
    Rule(
        "W001",
        lambda: not conf.require_state,
        "A code is accepted without a state. Unless your page checks the state itself, an attacker "
        "can sign people in to the attacker's account (RFC 9700 §4.7).",
        "Begin flows at social/begin/, and set REST_SOCIAL_REQUIRE_STATE = True.",
    ),
    Rule(
        "W013",
        lambda: is_module_mounted("social_django.views"),
        "social_django's own pages are mounted too: another way to sign in, with different rules.",
        "Leave include('social_django.urls') out, unless a page of yours needs it.",
    ),
    Rule(
        "W015",
        lambda: conf.recent_sign_in is None and is_mounted("ConnectionsView", "ConnectionView"),
        "Someone who briefly controls a session can link their own account to it and keep access.",
        "Set REST_SOCIAL_RECENT_SIGN_IN to the seconds for which a sign-in is recent, e.g. 600.",
    ),
)

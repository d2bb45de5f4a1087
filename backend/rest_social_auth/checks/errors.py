"""What cannot work, or gives accounts away: stops every command."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch
from django.utils.module_loading import import_string
from social_core.backends.oauth import BaseOAuth1
from social_core.backends.utils import load_backends

from rest_social_auth.checks.cors import cookies_for_strangers
from rest_social_auth.checks.mounted import is_mounted
from rest_social_auth.checks.rule import Rule, is_address, jwt, pipeline_step, set_to
from rest_social_auth.conf import conf
from rest_social_auth.flow.redirect_uri import default_path
from rest_social_auth.strategy import DRFStrategy


def no_sessions() -> bool:
    backends = load_backends(settings.AUTHENTICATION_BACKENDS).values()  # type: ignore[no-untyped-call]
    needed = is_mounted("BeginView", "SocialSessionAuthView") or (
        is_mounted("BaseSocialAuthView") and any(issubclass(each, BaseOAuth1) for each in backends)
    )
    return needed and not any("SessionMiddleware" in each for each in settings.MIDDLEWARE)


def bad_path() -> str | None:
    path = conf.oauth_redirect_uri
    try:
        return None if default_path("provider").startswith(("/", "http")) else path
    except (NoReverseMatch, AttributeError):
        return str(path)


def bad_absolute() -> str | None:
    uri = conf.oauth_absolute_redirect_uri
    return uri if uri is not None and not is_address(uri) else None


def bad_entry() -> object:
    uris = conf.redirect_uris
    return isinstance(uris, str) or next(
        (f"{uri!r}" for uri in uris or () if not is_address(uri)), None
    )


def strange_strategy() -> str | None:
    try:
        known = issubclass(import_string(conf.strategy), DRFStrategy)
    except (ImportError, TypeError):
        known = False
    return None if known else conf.strategy


def no_seconds() -> object:
    seconds: object = conf.recent_sign_in
    good = seconds is None or (type(seconds) in {int, float} and seconds > 0)  # type: ignore[operator]
    return None if good else f"{seconds!r}"


def without_app(app: str, *, needed: bool) -> bool:
    return needed and not apps.is_installed(app)


def makes_no_tokens() -> str | None:
    """Return the setting that names a serializer which cannot make a mounted login's token."""
    if is_mounted("SocialJWTPairOnlyAuthView", "SocialJWTPairUserAuthView") and not makes(
        "TOKEN_OBTAIN_SERIALIZER", "access_token"
    ):
        return "TOKEN_OBTAIN_SERIALIZER"
    if is_mounted("SocialJWTSlidingOnlyAuthView", "SocialJWTSlidingUserAuthView") and not makes(
        "SLIDING_TOKEN_OBTAIN_SERIALIZER", "for_user"
    ):
        return "SLIDING_TOKEN_OBTAIN_SERIALIZER"
    return None


def makes(setting: str, needed: str) -> bool:
    """Return True if the serializer can make tokens, and its token class has what is needed."""
    from rest_framework_simplejwt.settings import api_settings

    try:
        serializer = import_string(getattr(api_settings, setting))
    except ImportError:
        return False
    return hasattr(serializer, "get_token") and hasattr(serializer.token_class, needed)


ERRORS = (
    Rule(
        "E001",
        no_sessions,
        "Sign-ins need sessions here, and SessionMiddleware is missing.",
        "Add django.contrib.sessions.middleware.SessionMiddleware to MIDDLEWARE: state, PKCE "
        "verifier and OAuth 1 request token wait in the session.",
    ),
    Rule(
        "E002",
        lambda: "signed_cookies" in settings.SESSION_ENGINE,
        "Sessions are in cookies, where everybody can read the secrets of a flow.",
        "Set SESSION_ENGINE to one that keeps sessions at the server: db, cache, cached_db, file.",
    ),
    Rule(
        "E003",
        bad_path,
        "REST_SOCIAL_OAUTH_REDIRECT_URI is “{}”, which is neither a path nor a URL's name.",
        "Write a path that begins with a slash, or the name of a URL that takes the provider.",
    ),
    Rule(
        "E004",
        bad_absolute,
        "REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI is “{}”, which no provider can redirect to.",
        "Write the whole address, from https:// on, without a query or a fragment.",
    ),
    Rule(
        "E005",
        bad_entry,
        "REST_SOCIAL_REDIRECT_URIS holds {}, which no redirect URI can equal.",
        "Write a list of whole addresses, from https:// on, without a query, a fragment or a star.",
    ),
    Rule(
        "E006",
        lambda: conf.mock_url if not settings.DEBUG else None,
        "REST_SOCIAL_MOCK_URL is {}, and DEBUG is off: anybody could sign in as anybody.",
        "Unset REST_SOCIAL_MOCK_URL, and give the providers their real keys.",
    ),
    Rule(
        "E007",
        strange_strategy,
        "SOCIAL_AUTH_STRATEGY is “{}”, which is no DRFStrategy.",
        "Make it a subclass of rest_social_auth.strategy.DRFStrategy, or leave it out.",
    ),
    Rule(
        "E008",
        lambda: set_to("PKCE_CODE_CHALLENGE_METHOD", "plain"),
        "{} is “plain”, which shows the verifier to whoever sees the address.",
        "Set it to “S256” (RFC 7636 §4.2).",
    ),
    Rule(
        "E009",
        lambda: pipeline_step(".associate_by_email"),
        "{} has associate_by_email: who writes your address at a provider becomes you.",
        "Take the step out; a signed-in person links accounts at social/connections/. If every "
        "provider of yours verifies addresses, silence this check.",
    ),
    Rule(
        "E010",
        lambda: without_app(
            "rest_framework.authtoken",
            needed=is_mounted("SocialTokenOnlyAuthView", "SocialTokenUserAuthView"),
        ),
        "Tokens are answered here, and rest_framework.authtoken is not installed.",
        "Add rest_framework.authtoken to INSTALLED_APPS and migrate.",
    ),
    Rule(
        "E011",
        lambda: without_app(
            "rest_framework_simplejwt.token_blacklist",
            needed=bool(jwt("BLACKLIST_AFTER_ROTATION")),
        ),
        "SIMPLE_JWT asks to blacklist used refresh tokens, and nothing does: the app is missing.",
        "Add rest_framework_simplejwt.token_blacklist to INSTALLED_APPS and migrate.",
    ),
    Rule(
        "E012",
        lambda: set_to("VERIFY_SSL", False),
        "{} is False: whoever is between this server and the provider can sign in as anybody.",
        "Leave it out. A provider with a certificate of its own goes to the system's store.",
    ),
    Rule(
        "E013",
        cookies_for_strangers,
        "{} lets pages that anybody can set up act with a person's cookies.",
        "List the origins in CORS_ALLOWED_ORIGINS, or write a regular expression that ends with $, "
        "escapes its dots and names your own domain; or turn CORS_ALLOW_CREDENTIALS off.",
    ),
    Rule(
        "E014",
        no_seconds,
        "REST_SOCIAL_RECENT_SIGN_IN is {}, which is no number of seconds.",
        "Write seconds, e.g. 600, or None to link and unlink without a recent sign-in.",
    ),
    Rule(
        "E015",
        makes_no_tokens,
        "SIMPLE_JWT['{}'] makes no token that a login here could respond with.",
        "Name a subclass of simplejwt's own serializer, whose get_token() returns the refresh or "
        "the sliding token.",
    ),
)

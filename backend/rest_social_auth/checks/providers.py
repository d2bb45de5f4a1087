"""Which providers can be used, with which credentials, and how far they are trusted."""

from __future__ import annotations

from os.path import exists
from typing import Any

from django.conf import settings
from social_core.backends.oauth import BaseOAuth2PKCE, OAuthAuth
from social_core.utils import setting_name

from rest_social_auth.checks.mounted import is_mounted
from rest_social_auth.checks.rule import Rule, named, pipeline_step, provider_classes, set_to
from rest_social_auth.conf import conf
from rest_social_auth.endpoint.choose_backend import load_strategy

# What people can change at the provider, so that others can take the old value.
MUTABLE = ("email", "username", "preferred_username", "upn", "nickname", "login", "name")


def providers() -> list[Any]:
    strategy = load_strategy()
    return [each(strategy) for each in provider_classes()]


def unknown_mocks() -> str:
    known = {each.name for each in provider_classes()}
    return ", ".join(sorted(set(conf.mocked_providers) - known))


def without_key() -> str:
    """Return the settings that are missing. Classes that look their key up themselves are fine."""
    return ", ".join(
        setting_name(each.name, "KEY")
        for each in providers()
        if type(each).get_key_and_secret is OAuthAuth.get_key_and_secret and not each.setting("KEY")
    )


def without_secret() -> str:
    return ", ".join(
        each.name
        for each in providers()
        if each.setting("KEY") and not each.setting("SECRET") and not uses_pkce(each)
    )


def uses_pkce(backend: Any) -> bool:
    pkce = isinstance(backend, BaseOAuth2PKCE)
    return pkce and bool(backend.setting("USE_PKCE", backend.DEFAULT_USE_PKCE))


def without_certificates() -> str | None:
    paths = named("VERIFY_SSL").items()
    return next((n for n, path in paths if isinstance(path, str) and not exists(path)), None)


ERRORS = (
    Rule(
        "E006",
        lambda: conf.mock_url if not settings.DEBUG else None,
        "REST_SOCIAL_MOCK_URL is {}, and DEBUG is off: anyone could sign in as anyone.",
        "Unset REST_SOCIAL_MOCK_URL, and give the providers their real keys.",
    ),
    Rule(
        "E008",
        lambda: set_to("PKCE_CODE_CHALLENGE_METHOD", "plain"),
        "{} is “plain”, which shows the verifier to anyone who sees the authorization URL.",
        "Set it to “S256” (RFC 7636 §4.2).",
    ),
    Rule(
        "E009",
        lambda: pipeline_step(".associate_by_email"),
        "{} has associate_by_email: anyone who enters your e-mail address at a provider can sign "
        "in as you.",
        "Take the step out; a signed-in person links accounts at social/connections/. If all of "
        "your providers verify addresses, silence this check.",
    ),
    Rule(
        "E012",
        lambda: set_to("VERIFY_SSL", False),
        "{} is False: anyone between this server and the provider can sign in as anyone.",
        "Leave it out. If a provider's certificate is of a CA of your own, name that CA's file in "
        "SOCIAL_AUTH_VERIFY_SSL, or in the environment's REQUESTS_CA_BUNDLE or SSL_CERT_FILE.",
    ),
    Rule(
        "E021",
        without_certificates,
        "{} names a file or folder of certificates that is not there.",
        "Write its whole path.",
    ),
    Rule(
        "E020",
        unknown_mocks,
        "REST_SOCIAL_MOCKED_PROVIDERS names {}, which AUTHENTICATION_BACKENDS does not list.",
        "Write the names of social-core's classes, e.g. “google-oauth2”, and list those classes.",
    ),
)

WARNINGS = (
    Rule(
        "W017",
        lambda: is_mounted("ProviderView") and not provider_classes(),
        "AUTHENTICATION_BACKENDS lists no provider, so nobody can sign in with one.",
        "Add social-core's classes, e.g. “social_core.backends.github.GithubOAuth2”.",
    ),
    Rule(
        "W018",
        without_key,
        "Providers are listed without a key: {} must be set before they can be used.",
        "Set it, and the _SECRET beside it, to what the provider gave you when you registered, or "
        "take the class out of AUTHENTICATION_BACKENDS.",
    ),
    Rule(
        "W019",
        lambda: conf.mock_url and not conf.mocked_providers,
        "REST_SOCIAL_MOCK_URL is {}, but every provider is the real one.",
        "Name the providers to mock in REST_SOCIAL_MOCKED_PROVIDERS.",
    ),
)

DEPLOY_WARNINGS = (
    Rule(
        "W014",
        lambda: next(filter(None, (set_to("_ID_KEY", name) for name in MUTABLE)), None),
        "{} identifies users by something they can change at the provider; whoever takes the old "
        "value gets their account.",
        "Use an id that never changes: “sub” or “id”.",
    ),
    Rule(
        "W016",
        without_secret,
        "{} has a key but neither a secret nor PKCE: anyone who reads a code can use it.",
        "Set the provider's _SECRET; a public client needs _USE_PKCE = True (RFC 9700 §2.1.1).",
    ),
)

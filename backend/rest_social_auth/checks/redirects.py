"""The URLs that providers send people back to, with a code."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch

from rest_social_auth.checks.rule import Rule, is_address
from rest_social_auth.conf import conf
from rest_social_auth.flow.redirect_uri import default_path


def bad_path() -> str | None:
    path = conf.oauth_redirect_uri
    try:
        return None if default_path("provider").startswith(("/", "http")) else path
    except (NoReverseMatch, AttributeError):
        return str(path)


def bad_absolute() -> str | None:
    uri = conf.oauth_absolute_redirect_uri
    return uri if uri is not None and not is_address(uri) else None


def bad_entry() -> str | None:
    uris = conf.redirect_uris
    if isinstance(uris, str):
        return "single characters, because it is a string rather than a list"
    return next((f"{uri!r}" for uri in uris or () if not is_address(uri)), None)


def unlisted_absolute() -> str | None:
    uri = conf.oauth_absolute_redirect_uri
    if not uri or conf.redirect_uris is None or uri in conf.redirect_uris:
        return None
    return uri


def plain_http() -> str | None:
    uris = [*(conf.redirect_uris or ()), conf.oauth_absolute_redirect_uri or ""]
    return next((uri for uri in uris if uri.startswith("http://")), None)


ERRORS = (
    Rule(
        "E003",
        bad_path,
        "REST_SOCIAL_OAUTH_REDIRECT_URI is “{}”, which is neither a path nor the name of a URL.",
        "Write a path that begins with a slash, or the name of a URL that accepts the provider.",
    ),
    Rule(
        "E004",
        bad_absolute,
        "REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI is “{}”, which no provider can redirect to.",
        "Write a complete URL that begins with https://, without a query or a fragment.",
    ),
    Rule(
        "E005",
        bad_entry,
        "REST_SOCIAL_REDIRECT_URIS contains {}, which no redirect URI can equal.",
        "Write a list of complete URLs that begin with https://, without a query, a fragment or an "
        "asterisk.",
    ),
    Rule(
        "E019",
        unlisted_absolute,
        "REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI is “{}”, which REST_SOCIAL_REDIRECT_URIS does not "
        "allow: every flow that uses it is refused.",
        "Add it to REST_SOCIAL_REDIRECT_URIS, exactly as it is.",
    ),
)

DEPLOY_WARNINGS = (
    Rule(
        "W002",
        lambda: conf.redirect_uris is None,
        "Any redirect URI is passed on to the providers.",
        "List yours in REST_SOCIAL_REDIRECT_URIS.",
    ),
    Rule(
        "W003",
        lambda: (
            conf.domain_from_origin
            and conf.redirect_uris is None
            and not conf.oauth_absolute_redirect_uri
        ),
        "The Origin header of a request decides where codes are sent.",
        "Set REST_SOCIAL_DOMAIN_FROM_ORIGIN = False, or list REST_SOCIAL_REDIRECT_URIS.",
    ),
    Rule(
        "W004",
        plain_http,
        "Codes are sent to {} without TLS.",
        "Use https:// in the redirect URIs.",
    ),
    Rule(
        "W005",
        lambda: "*" in settings.ALLOWED_HOSTS,
        "ALLOWED_HOSTS contains “*”, so the caller chooses the host of the redirect URI.",
        "List the host names of this server.",
    ),
)

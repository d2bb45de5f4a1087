"""Which pages may call: those of this host, and of the origins that the project trusts.

A form on any site can post to an API without the browser asking first, and so could make accounts
or spend somebody's code. Browsers say where such a request comes from (`Origin`,
`Sec-Fetch-Site`); programs that are no browsers send neither, and need not.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import is_same_domain
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from rest_social_auth.conf import conf


def check_origin(request: Request) -> None:
    """Raises PermissionDenied `origin_not_allowed` where a page that nobody trusts is calling."""
    origin = request.headers.get("Origin")
    elsewhere = request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}
    if not trusted(request, origin) if origin is not None else elsewhere:
        raise PermissionDenied(code="origin_not_allowed")


def trusted_origin(request: Request) -> str | None:
    """Return the `Origin` of the page that is calling, if it may."""
    origin = request.headers.get("Origin")
    return origin if origin and trusted(request, origin) else None


def trusted(request: Request | HttpRequest, origin: str) -> bool:
    """Tell whether `origin` is this host's own, or one that the settings name."""
    if origin == f"{request.scheme}://{request.get_host()}" or origin in listed():
        return True
    if getattr(settings, "CORS_ALLOW_ALL_ORIGINS", False):
        return True
    if any(re.match(each, origin) for each in getattr(settings, "CORS_ALLOWED_ORIGIN_REGEXES", ())):
        return True
    scheme, _, netloc = origin.partition("://")
    wildcards = (each.partition("://*") for each in settings.CSRF_TRUSTED_ORIGINS)
    return any(
        scheme == trusted_scheme and is_same_domain(netloc, domain)
        for trusted_scheme, star, domain in wildcards
        if star
    )


def listed() -> set[str]:
    """Return the origins that the project names: Django's, CORS's, and those codes may go to."""
    uris = map(urlsplit, conf.redirect_uris or ())
    return {
        *settings.CSRF_TRUSTED_ORIGINS,
        *getattr(settings, "CORS_ALLOWED_ORIGINS", ()),
        *(f"{uri.scheme}://{uri.netloc}" for uri in uris),
    }

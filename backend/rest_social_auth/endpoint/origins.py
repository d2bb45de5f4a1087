"""Accept requests from this host's pages and from the origins that the project trusts.

A form on any site can post to an API without a preflight request, and could create accounts or use
up somebody's code. Browsers say where such a request comes from (`Origin`, `Sec-Fetch-Site`);
clients that are not browsers send neither header and are let through.

The project has decided already, with Django's CSRF_TRUSTED_ORIGINS, with corsheaders and with its
redirect URIs. So this module asks Django's and corsheaders' own middleware, or the project's
subclasses of it.
"""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from rest_social_auth.conf import conf

Middleware = TypeVar("Middleware")


def check_site(request: Request) -> None:
    """Raises PermissionDenied `origin_not_allowed` if another site loads this, e.g. as an image.

    People may follow a link from anywhere, and trusted pages are recognised by their `Origin`.
    """
    if request.headers.get("Sec-Fetch-Dest") != "document":
        check_origin(request)


def check_origin(request: Request) -> None:
    """Raises PermissionDenied `origin_not_allowed` if an untrusted page is calling."""
    origin = request.headers.get("Origin")
    if origin is None:  # browsers may omit it, but then send Sec-Fetch-Site
        allowed = request.headers.get("Sec-Fetch-Site") not in {"cross-site", "same-site"}
    else:
        allowed = trusted(request, origin)
    if not allowed:
        raise PermissionDenied(
            "Requests from this page's origin are not allowed.", code="origin_not_allowed"
        )


def trusted_origin(request: Request) -> str | None:
    """Return the `Origin` of the page that is calling, if it is trusted."""
    origin = request.headers.get("Origin")
    return origin if origin and trusted(request, origin) else None


def trusted(request: Request | HttpRequest, origin: str) -> bool:
    """Return True if `origin` is this host's own, or one that the project trusts."""
    plain: HttpRequest = getattr(request, "_request", request)
    return django_trusts(plain) or receives_codes(origin) or cors_allows(plain)


def django_trusts(request: HttpRequest) -> bool:
    """Return True if Django's CSRF protection would: this host, or CSRF_TRUSTED_ORIGINS."""
    csrf = installed(CsrfViewMiddleware) or CsrfViewMiddleware
    # Django has no public name for this; REST framework uses the middleware's internals, too.
    return bool(csrf(unused)._origin_verified(request))  # type: ignore[attr-defined]


def receives_codes(origin: str) -> bool:
    """Return True if the providers may send the browser back to this origin."""
    uris = map(urlsplit, conf.redirect_uris or ())
    return origin in {f"{uri.scheme}://{uri.netloc}" for uri in uris}


def cors_allows(request: HttpRequest) -> bool:
    """Return True if django-cors-headers is in use and lets the page read our response."""
    try:
        from corsheaders.middleware import ACCESS_CONTROL_ALLOW_ORIGIN, CorsMiddleware
    except ImportError:
        return False
    cors = installed(CorsMiddleware)
    if cors is None:
        return False
    response = cors(unused).add_response_headers(request, HttpResponse())
    return ACCESS_CONTROL_ALLOW_ORIGIN in response


def installed(kind: type[Middleware]) -> type[Middleware] | None:
    """Return the project's middleware of this kind, maybe a subclass; None if it has none."""
    for path in settings.MIDDLEWARE:
        found = import_string(path)
        if isinstance(found, type) and issubclass(found, kind):
            return found
    return None


def unused(request: HttpRequest) -> HttpResponse:
    """Stand for the rest of the chain, which is never called."""
    raise NotImplementedError

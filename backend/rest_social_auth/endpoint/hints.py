"""Why a request failed and what to do about it, for the people who run this server.

`hint` is part of a problem only if DEBUG is on. `cause` is for the log: it never quotes a value of
a request, and quotes only the name of a provider's error.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from requests import TooManyRedirects
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from social_core.backends.oauth import BaseOAuth1
from social_core.exceptions import SocialAuthBaseException
from social_core.utils import setting_name

from rest_social_auth.endpoint.problem_members import is_about_credentials

NAME_OF_AN_ERROR = re.compile(r"[a-z][a-z_]{2,63}")
# How Django's CSRF protection says that the token is not the reason.
ORIGIN_REFUSED = re.compile(r"(Origin|Referer) checking failed")
# How SQLite, PostgreSQL and MySQL say that a table or a column does not exist.
NOT_MIGRATED = re.compile(
    r"no such (table|column)|(relation|column) .* does not exist|^\((1054|1146),"
)


def is_not_migrated(error: BaseException) -> bool:
    """Return True if a table or column is missing, so that `migrate` has to be run."""
    return isinstance(error, DatabaseError) and bool(NOT_MIGRATED.search(str(error)))


def cause(error: BaseException) -> str:
    """Return one line for the log, or "-" if the problem's code says everything."""
    if isinstance(error, SocialAuthBaseException):
        return cause_at_the_provider(error)
    if isinstance(error, OperationalError | InterfaceError) or is_not_migrated(error):
        first_line, *_ = str(error).splitlines() or [""]
        return f"{type(error).__name__}: {first_line}"
    return "-"


def cause_at_the_provider(error: SocialAuthBaseException) -> str:
    said = str(error.provider_code or "")
    if NAME_OF_AN_ERROR.fullmatch(said):
        return said
    if error.status_code is not None:
        return f"http_{error.status_code}"
    if error.claim or error.parameter:
        return str(error.claim or error.parameter)
    return type(error.__cause__).__name__ if error.__cause__ is not None else "-"


def hint(error: BaseException, context: dict[str, Any]) -> str | None:
    """Return what a developer should do, if DEBUG is on and there is something to do.

    `context` is that of REST framework's EXCEPTION_HANDLER.
    """
    if not settings.DEBUG:
        return None
    if isinstance(error, SocialAuthBaseException):
        return provider_hint(error)
    if is_not_migrated(error):
        return f"{error}: run `manage.py migrate`."
    if isinstance(error, PermissionDenied) and is_about_origin(error):
        return origin_hint(context["request"])
    if isinstance(error, ValidationError) and brings_access_token(context["request"]):
        return (
            "A provider's access_token does not say whom or which application it was issued for. "
            "Send the code or the id_token instead: rest_social_auth/README.md, One Tap and apps."
        )
    return None


def brings_access_token(request: Request) -> bool:
    """Return True if a login was sent what other packages accept, and this one drops."""
    return hasattr(request, "backend") and "access_token" in request.data


def is_about_origin(error: PermissionDenied) -> bool:
    code = getattr(error.detail, "code", "")
    return code == "origin_not_allowed" or csrf_code(str(error.detail)) == "origin_not_allowed"


def csrf_code(reason: str) -> str:
    """Return the code for a refusal of Django's CSRF protection, for its origin or its token."""
    return "origin_not_allowed" if ORIGIN_REFUSED.search(reason) else "csrf_failed"


def origin_hint(request: Request) -> str:
    origin = request.headers.get("Origin")
    if origin is None:
        return "A page of another site sent this request, without an Origin header."
    return (
        f"The page is at {origin}, the API at {request.scheme}://{request.get_host()}. If the page "
        "is yours, add its origin to CSRF_TRUSTED_ORIGINS and, if it is not behind a proxy with "
        "the API, to django-cors-headers' CORS_ALLOWED_ORIGINS. A development proxy that keeps the "
        "Host header (Vite: changeOrigin: false) needs neither."
    )


def provider_hint(error: SocialAuthBaseException) -> str | None:
    backend: Any = getattr(error, "backend", None)
    if error.code == "redirect_uri_not_allowed":
        return f"Add {error.context['redirect_uri']} to REST_SOCIAL_REDIRECT_URIS."
    if error.code == "backend_missing":
        return "AUTHENTICATION_BACKENDS lists no provider with this name."
    if error.code == "missing_setting":
        return f"Set {error.parameter}."
    if backend is None:
        return None
    if moved_to := redirect_of(error):
        return (
            f"The provider redirects this call to {moved_to}. Redirects are not followed, because "
            "they would forward the code. If the address is set here, set the new one."
        )
    if error.code in {"id_token_not_accepted", "id_token_rejected"}:
        return id_token_hint(backend, error)
    credentials = " and ".join(setting_name(backend.name, name) for name in ("KEY", "SECRET"))
    if is_about_credentials(error):
        return f"Compare {credentials} with what the provider shows: it said {cause(error)}."
    if error.stage == "begin" and isinstance(backend, BaseOAuth1) and error.code == "http_error":
        return (
            f"Register {backend.redirect_uri} as a callback at the provider, and compare "
            f"{credentials}."
        )
    return None


def redirect_of(error: SocialAuthBaseException) -> str | None:
    """Return where the provider redirected our call, without the query; None if it did not."""
    if not isinstance(error.__cause__, TooManyRedirects) or error.__cause__.response is None:
        return None
    response = error.__cause__.response
    scheme, host, path, *_ = urlsplit(urljoin(response.url, response.headers["Location"]))
    return f"{scheme}://{host}{path}"


def id_token_hint(backend: Any, error: SocialAuthBaseException) -> str:
    audiences = setting_name(backend.name, "ID_TOKEN_AUDIENCES")
    if error.code == "id_token_not_accepted":
        return f"List the client ids that id_tokens may be made for in {audiences}."
    return f"It failed at {cause(error)}. {audiences} has to list each client in aud and azp."

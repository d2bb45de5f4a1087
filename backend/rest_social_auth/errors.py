"""Every failure as a problem (RFC 9457): who must act decides the status, `code` says why.

The only place where failures are translated. `code` is the contract; `detail` is our own sentence,
because a provider's text may hold anything.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback
from social_core.backends.oauth import BaseOAuth1
from social_core.exceptions import AuthConfigurationError, SocialAuthBaseException
from social_django.middleware import SocialAuthExceptionMiddleware

from rest_social_auth.conf import conf

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER = 30  # seconds, where the provider did not say
RETRY_AFTER_MOST = 3600  # seconds, whatever the provider says

# code: (status, sentence). Codes that are not here keep social-core's status and sentence.
SENTENCES: dict[str, tuple[int, str]] = {
    "invalid_input": (400, "The request has a field that cannot be used; `errors` says which."),
    "host_not_allowed": (400, "This server does not answer to that name."),
    "malformed_body": (400, "The request's body cannot be read."),
    "missing_parameter": (400, "A parameter that is needed is missing."),
    "state_required": (
        400,
        "This sign-in must begin at this server: call begin, then send `state`.",
    ),
    "redirect_uri_not_allowed": (400, "This redirect URI is not on the server's list."),
    "redirect_uri_mismatch": (
        400,
        "The answer arrived at another address than the flow began with.",
    ),
    "issuer_mismatch": (400, "The answer names another issuer than this provider's."),
    "authorization_code_rejected": (400, "The provider refused the code. Please sign in again."),
    "authorization_failed": (400, "The provider refused to ask for consent. Please sign in again."),
    "authorization_declined": (400, "The sign-in was declined at the provider."),
    "token_not_valid": (401, "The token is not valid or has expired."),
    "not_authenticated": (401, "Please sign in first."),
    "account_disabled": (403, "This account has been deactivated."),
    "csrf_failed": (403, "The CSRF token is missing or wrong."),
    "origin_not_allowed": (
        403,
        "Requests from this page are not accepted; its origin is not on the server's list.",
    ),
    "login_incomplete": (403, "The sign-in was not finished."),
    "reauthentication_required": (
        403,
        "Please sign in again first: what changes who can sign in wants a recent sign-in.",
    ),
    "permission_denied": (403, "This is not allowed."),
    "session_context_missing": (403, "No sign-in with this state is pending in this browser."),
    "unknown_provider": (404, "No provider with this name is set up here."),
    "not_found": (404, "There is nothing here."),
    "method_not_allowed": (405, "This address does not take this method."),
    "not_acceptable": (406, "This address answers in JSON only."),
    "body_too_large": (413, "The request's body is too large."),
    "unsupported_media_type": (415, "Please send JSON or form data."),
    "throttled": (429, "Too many requests. Please wait a little."),
    "internal_error": (500, "Something went wrong here."),
    "sessions_required": (501, "This sign-in needs sessions, which are switched off here."),
    "provider_rejected_client": (
        502,
        "The provider does not accept this application's credentials.",
    ),
    "storage_unavailable": (503, "The server cannot store anything right now."),
}

# What DRF and Django raise, in our words.
CODES: dict[type[Exception], str] = {
    exceptions.ValidationError: "invalid_input",
    exceptions.ParseError: "malformed_body",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "token_not_valid",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "throttled",
    Http404: "not_found",
    DjangoPermissionDenied: "permission_denied",
    OperationalError: "storage_unavailable",
    InterfaceError: "storage_unavailable",
    RecursionError: "malformed_body",
    UnicodeError: "malformed_body",  # a charset of the caller's own choice
    RequestDataTooBig: "body_too_large",
}

# social-core's families of failures to statuses, as its Django integration has them.
STATUSES = SocialAuthExceptionMiddleware(lambda request: HttpResponse())


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: return the problem for `error`, or None where it is our own bug."""
    set_rollback()
    if isinstance(error, SocialAuthBaseException):
        return social_problem(error)
    if isinstance(error, exceptions.PermissionDenied):
        # DRF's session authentication says it in words only.
        csrf = str(error.detail).startswith("CSRF Failed")
        code = "csrf_failed" if csrf else getattr(error.detail, "code", "")
        return problem(code if code in SENTENCES else "permission_denied")
    fields = fields_of(error)
    if fields and all(each["code"] == "required" for errors in fields.values() for each in errors):
        return problem("missing_parameter", errors=fields)
    for kind, code in CODES.items():
        if isinstance(error, kind):
            return problem(code, headers=headers_of(error), errors=fields)
    return None


def social_problem(error: SocialAuthBaseException) -> Response:
    """Return the problem for what social-core raised, with its stable, safe words about it."""
    code, status = error.code, STATUSES.get_error_status(None, error)  # type: ignore[arg-type]
    if code == "backend_missing":
        code = "unknown_provider"
    elif isinstance(error, AuthConfigurationError) and error.provider_code:
        # What a provider says of our credentials is no bug: a caller could make 500s at will.
        code = "provider_rejected_client"
    elif (
        code == "http_error"
        and error.stage == "token_exchange"
        and isinstance(getattr(error, "backend", None), BaseOAuth1)
    ):
        # Its credentials were good for the request token: what it refuses is the verifier.
        code = "authorization_code_rejected"
    members: dict[str, Any] = {
        "source": error.source,
        "stage": error.stage,
        "recovery": error.recovery,
    }
    if conf.verbose_errors:
        members |= {"parameter": error.parameter or error.claim, "provider_code": safe_code(error)}
    headers = {"Retry-After": str(retry_after(error))} if status in {503, 504} else {}
    return problem(code, status=status, sentence=str(error), headers=headers, **members)


def problem(
    code: str,
    *,
    status: int = 500,
    sentence: str = "",
    headers: dict[str, str] | None = None,
    **members: Any,
) -> Response:
    """Return the answer for `code`; the table's status and sentence win over the given ones."""
    status, sentence = SENTENCES.get(code, (status, sentence))
    body = {
        "type": f"urn:rest-social-auth:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "code": code,
        **{name: value for name, value in members.items() if value},
    }
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def headers_of(error: Exception) -> dict[str, str]:
    headers = {}
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        headers["WWW-Authenticate"] = "Token, Bearer"  # RFC 9110 §11.6.1 wants one with each 401
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(ceil(error.wait))  # type: ignore[attr-defined]
    if isinstance(error, OperationalError | InterfaceError):
        headers["Retry-After"] = str(RETRY_AFTER)
    return headers


def fields_of(error: Exception) -> dict[str, list[dict[str, str]]] | None:
    """Return `{field: [{"message", "code"}]}` for refused fields, else None."""
    if not isinstance(error, exceptions.ValidationError):
        return None
    details: Any = error.get_full_details()
    return details if isinstance(details, dict) else {"non_field_errors": details}


def safe_code(error: SocialAuthBaseException) -> str | None:
    """Return the provider's own error code where it looks like one, and never its text."""
    code = str(error.provider_code or "")
    return code if re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", code) else None


def retry_after(error: SocialAuthBaseException) -> int:
    """Return seconds: what the provider asked for, within reason, or our own default."""
    asked = error.retry_after or ""
    return min(int(asked), RETRY_AFTER_MOST) if asked.isdecimal() else RETRY_AFTER

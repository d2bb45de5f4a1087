"""Turn an exception into the members and headers of a problem."""

from __future__ import annotations

import re
from math import ceil
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from rest_framework import exceptions
from rest_framework.settings import api_settings
from social_core.backends.oauth import BaseOAuth1
from social_core.exceptions import (
    AuthAssociationError,
    AuthCanceled,
    AuthConfigurationError,
    AuthCredentialError,
    AuthException,
    AuthInputError,
    AuthPolicyError,
    AuthProviderError,
    AuthResponseError,
    AuthSessionError,
    SocialAuthBaseException,
)
from social_django.middleware import SocialAuthExceptionMiddleware

from rest_social_auth.conf import conf

# Every kind of failure that social-core itself knows.
KINDS = (
    AuthInputError,
    AuthSessionError,
    AuthCredentialError,
    AuthPolicyError,
    AuthCanceled,
    AuthAssociationError,
    AuthResponseError,
    AuthProviderError,
)

RETRY_AFTER = 30  # seconds, if the provider does not say how long to wait
RETRY_AFTER_MOST = 3600  # seconds, even if the provider says more


def members_of(error: SocialAuthBaseException) -> dict[str, Any]:
    """Return the problem's code, status, sentence and headers, and how the flow can continue."""
    status = status_of(error)
    members: dict[str, Any] = {
        "code": code_of(error),
        "status": status,
        "sentence": str(error),
        "source": error.source,
        "stage": error.stage,
        "recovery": error.recovery,
    }
    if error.code == "login_incomplete":
        members |= error.context
    if fields := error.context.get("fields"):
        taken = {"message": "Another user already has this value.", "code": "unique"}
        members["errors"] = {name: [taken] for name in fields}
    if conf.verbose_errors:
        members |= {"parameter": error.parameter or error.claim, "provider_code": safe_code(error)}
    if status in {503, 504}:
        members["headers"] = {"Retry-After": str(retry_after(error))}
    return members


def code_of(error: SocialAuthBaseException) -> str:
    if error.code == "backend_missing":
        return "unknown_provider"
    if is_about_credentials(error):
        # The provider says so. It is not a bug of ours: callers could provoke it.
        return "provider_rejected_client"
    refused = error.code == "http_error" and error.stage == "token_exchange"
    if refused and isinstance(getattr(error, "backend", None), BaseOAuth1):
        # The credentials were good for the request token, so the verifier must be wrong.
        return "authorization_code_rejected"
    return error.code


def is_about_credentials(error: SocialAuthBaseException) -> bool:
    """Return True if the provider refuses our key or secret; GitHub has a code of its own."""
    if isinstance(error, AuthConfigurationError):
        return bool(error.provider_code)
    return error.stage == "token_exchange" and "client" in str(error.provider_code)


def status_of(error: SocialAuthBaseException) -> int:
    """Return the status that social_django's own middleware responds with.

    The project's own refusals are an exception: the middleware would respond with 500.
    """
    if isinstance(error, AuthException) and not isinstance(error, KINDS):
        return 400
    middleware = SocialAuthExceptionMiddleware(lambda request: HttpResponse())
    return middleware.get_error_status(None, error)  # type: ignore[arg-type]


def safe_code(error: SocialAuthBaseException) -> str | None:
    """Return the provider's own error code if it looks like one, and never its text."""
    code = str(error.provider_code or "")
    return code if re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", code) else None


def retry_after(error: SocialAuthBaseException) -> int:
    """Return seconds: what the provider asked for, within reason, or our own default."""
    asked = error.retry_after or ""
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return min(int(asked), RETRY_AFTER_MOST)
    return RETRY_AFTER


def headers_of(error: BaseException) -> dict[str, str]:
    headers = {}
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        # RFC 9110 §11.6.1 requires one with a 401; REST framework knows the view's own.
        headers["WWW-Authenticate"] = getattr(error, "auth_header", None) or "Token, Bearer"
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(ceil(error.wait))  # type: ignore[attr-defined]
    if isinstance(error, OperationalError | InterfaceError):
        headers["Retry-After"] = str(RETRY_AFTER)
    return headers


def own_members_of(error: exceptions.APIException) -> dict[str, Any]:
    """Return the problem's members for an exception class of the project's own."""
    members: dict[str, Any] = {"code": error.default_code, "status": error.status_code}
    if isinstance(error.detail, dict | list):
        details: Any = error.get_full_details()
        return {**members, "sentence": str(error.default_detail), "errors": details}
    return {**members, "code": error.get_codes(), "sentence": str(error.detail)}


def advice_of(error: BaseException) -> dict[str, Any]:
    """Return how the flow can continue, if the exception says so in social-core's words."""
    return {name: getattr(error, name, None) for name in ("source", "stage", "recovery")}


def fields_of(error: BaseException) -> dict[str, list[dict[str, str]]] | None:
    """Return `{field: [{"message", "code"}]}` for a validation error, else None."""
    if not isinstance(error, exceptions.ValidationError):
        return None
    details: Any = error.get_full_details()
    return details if isinstance(details, dict) else {api_settings.NON_FIELD_ERRORS_KEY: details}

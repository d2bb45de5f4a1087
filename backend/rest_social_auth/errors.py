"""Every failure as a problem (RFC 9457). The status says who must act, the `code` says why.

    4xx  the caller     400 correct the request    401 sign in      403 not allowed
                        404 nothing there          413 send less    429 wait
    5xx  this server    500 a bug                  501 a setting    503 storage is down
         the provider   502 wrong response         503 unavailable  504 no response in time

`PROBLEMS` is the only table of codes, and the codes are the contract. The sentences are our own,
because a provider's text may contain anything. Codes that are missing here are social-core's: they
keep its status and its sentence.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback
from social_core.exceptions import SocialAuthBaseException

from rest_social_auth.endpoint.exception_codes import CODES
from rest_social_auth.endpoint.hints import csrf_code, hint, is_not_migrated
from rest_social_auth.endpoint.problem_members import (
    RETRY_AFTER,
    advice_of,
    fields_of,
    headers_of,
    members_of,
    own_members_of,
)
from rest_social_auth.endpoint.problem_response import CONTENT_TYPE, Failure, ProblemResponse

__all__ = ["CONTENT_TYPE", "PROBLEMS", "RETRY_AFTER", "problem", "problem_handler"]

PROBLEMS: dict[str, tuple[int, str]] = {
    # The caller must change the request.
    "invalid_input": (400, "One or more fields are invalid; see `errors`."),
    "missing_parameter": (400, "A required parameter is missing; see `errors`."),
    "malformed_body": (400, "The request body cannot be read."),
    "invalid_characters": (400, "The request contains characters that cannot be stored."),
    "host_not_allowed": (400, "This server does not serve that host name."),
    "state_required": (400, "Start the sign-in with the begin endpoint and send its `state`."),
    "redirect_uri_not_allowed": (400, "This redirect URI is not on the server's allow-list."),
    "redirect_uri_mismatch": (400, "The callback arrived at a different redirect URI."),
    "issuer_mismatch": (400, "The response's `iss` is not this provider's issuer."),
    "not_found": (404, "Not found."),
    "unknown_provider": (404, "No provider with this name is configured."),
    "method_not_allowed": (405, "This URL does not accept this method."),
    "not_acceptable": (406, "This URL only returns JSON."),
    "body_too_large": (413, "The request body is too large."),
    "unsupported_media_type": (415, "Send JSON or form data."),
    "throttled": (429, "Too many requests. Please wait a moment."),
    "nonce_required": (400, "Begin with `id_token`, and request the id_token with that `nonce`."),
    "id_token_rejected": (400, "This id_token is not valid for this application."),
    # The person must sign in, or sign in again.
    "id_token_expired": (400, "This id_token is too old. Please sign in again."),
    "id_token_used": (400, "This id_token has been used before. Please sign in again."),
    "authorization_code_rejected": (400, "The provider rejected the code. Please sign in again."),
    "authorization_failed": (400, "The provider rejected the request. Please sign in again."),
    "authorization_declined": (400, "The sign-in was declined at the provider."),
    "not_authenticated": (401, "Please sign in first."),
    "token_not_valid": (401, "The token is invalid or has expired."),
    "reauthentication_required": (403, "Please sign in again: this requires a recent sign-in."),
    "session_context_missing": (403, "No sign-in with this state is pending in this browser."),
    "login_incomplete": (403, "The sign-in was not completed."),
    # This is not allowed for anyone.
    "account_disabled": (403, "This account is not active here."),
    "sign_up_closed": (403, "New accounts cannot be created here."),
    "domain_not_allowed": (403, "Sign up with a verified e-mail address of an allowed domain."),
    "csrf_failed": (403, "The CSRF token is missing or incorrect."),
    "origin_not_allowed": (403, "Requests from this page's origin are not allowed."),
    "token_limit_reached": (403, "This user has as many tokens as allowed."),
    "id_token_not_accepted": (403, "id_tokens of this provider are not accepted here."),
    "permission_denied": (403, "This is not allowed."),
    # Another user has it.
    "several_connections": (409, "Several accounts of this provider are linked: send one's id."),
    "conflict": (409, "Another user already has one of these values; see `errors`."),
    "email_in_use": (409, "Another account has this e-mail address: sign in there and link this."),
    # This server, or the provider.
    "internal_error": (500, "Something went wrong on our side."),
    "sessions_not_listed": (501, "This server's session store cannot list sessions."),
    "tokens_not_revocable": (501, "This server cannot end refresh tokens."),
    "missing_setting": (501, "This provider has not been set up completely on this server."),
    "provider_rejected_client": (502, "The provider rejected this application's credentials."),
    "storage_unavailable": (503, "The database or cache is not available right now."),
}


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Be REST framework's EXCEPTION_HANDLER: return the problem, or None if it is our own bug."""
    set_rollback()
    if isinstance(error, Failure):
        return error.response
    if isinstance(error, SocialAuthBaseException):
        return problem(**members_of(error), hint=hint(error, context))
    code = code_of(error)
    if code is None and isinstance(error, exceptions.APIException):
        return problem(**own_members_of(error))
    if code is None:
        return None
    return problem(
        code,
        headers=headers_of(error),
        errors=fields_of(error),
        hint=hint(error, context),
        **advice_of(error),
    )


def code_of(error: BaseException) -> str | None:
    """Return the code for an exception of Django or REST framework, None for any other."""
    if isinstance(error, exceptions.PermissionDenied):
        # REST framework's session authentication has no code for it, only a text.
        reason = str(error.detail)
        if reason.startswith("CSRF Failed"):
            return csrf_code(reason)
        code: str = getattr(error.detail, "code", "")
        return code if code in PROBLEMS else "permission_denied"
    if is_not_migrated(error):
        return "storage_unavailable"
    fields = fields_of(error)
    if fields and all(each["code"] == "required" for errors in fields.values() for each in errors):
        return "missing_parameter"
    return next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), None)


def problem(
    code: str,
    *,
    status: int = 500,
    sentence: str = "",
    headers: dict[str, str] | None = None,
    **members: Any,
) -> Response:
    """Return the response for `code`; the table's status and sentence win over the given ones."""
    status, sentence = PROBLEMS.get(code, (status, sentence))
    body = {
        "type": f"urn:rest-social-auth:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "code": code,
        **{name: value for name, value in members.items() if value},
    }
    return ProblemResponse(body, status=status, headers=headers)

"""Django's own errors: problems below /api/, Django's own pages elsewhere."""

from __future__ import annotations

import sys
from typing import Any

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from rest_social_auth import errors
from rest_social_auth.endpoint.hints import csrf_code
from rest_social_auth.errors import CONTENT_TYPE, RETRY_AFTER, problem


def code_of(error: BaseException | None) -> str:
    """Return the code for what Django, or the store behind it, has raised."""
    if type(error).__module__ == "redis.exceptions" or lost_database(error):
        return "storage_unavailable"
    return (error and errors.code_of(error)) or "internal_error"


def lost_database(error: BaseException | None) -> bool:
    """Return True if the session only seems interrupted because the database failed."""
    if not isinstance(error, SessionInterrupted) or error.__context__ is None:
        return False
    return isinstance(error.__context__.__context__, OperationalError | InterfaceError)


def problem_for(request: HttpRequest, code: str) -> HttpResponse:
    response = problem(code, request_id=getattr(request, "request_id", None))
    headers = {"Retry-After": str(RETRY_AFTER)} if response.status_code == 503 else {}
    return JsonResponse(
        response.data, status=response.status_code, content_type=CONTENT_TYPE, headers=headers
    )


def for_api(request: HttpRequest, code: str) -> HttpResponse | None:
    return problem_for(request, code) if request.path.startswith("/api/") else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    response = for_api(request, code_of(exception))
    return response or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return for_api(request, "permission_denied") or defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return for_api(request, "not_found") or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    return for_api(request, code_of(sys.exc_info()[1])) or defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return for_api(request, csrf_code(reason)) or HttpResponse("CSRF check failed.", status=403)


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    return not_found(request, Http404())

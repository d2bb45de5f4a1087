"""What Django itself has to say, as problems below /api/ and as Django's own pages elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from rest_social_auth.errors import CONTENT_TYPE, problem


def for_api(request: HttpRequest, code: str) -> HttpResponse | None:
    if not request.path.startswith("/api/"):
        return None
    answer = problem(code, request_id=getattr(request, "request_id", None))
    return JsonResponse(answer.data, status=answer.status_code, content_type=CONTENT_TYPE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return for_api(request, "malformed_body") or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return for_api(request, "permission_denied") or defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return for_api(request, "not_found") or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    return for_api(request, "internal_error") or defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return for_api(request, "csrf_failed") or HttpResponse("CSRF check failed.", status=403)


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    return not_found(request, Http404())

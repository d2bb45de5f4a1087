"""What Django lacks for an API: a name for each request, and failures that stay JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse

from demo.problems import for_api

logger = logging.getLogger("demo")

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestID:
    """Give each request a name of our own making, for the log and for whoever reports a bug."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class ProblemsBelowAPI:
    """Answer bugs below /api/ with a problem and a log line.

    Never with the page that DEBUG would show: it holds every secret that was in a variable.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Http404):
            return for_api(request, "not_found")
        answer = for_api(request, "internal_error")
        if answer is not None:
            logger.error("Unhandled: request=%s", request.request_id, exc_info=error)  # type: ignore[attr-defined]
        return answer

"""What Django lacks for an API: an id for each request, and failures in JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.debug import ExceptionReporter

from demo.problems import code_of, problem_for

logger = logging.getLogger("demo")

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestID:
    """Gives each request an id of our own, for the log and for people who report a bug."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class Report(ExceptionReporter):
    """Keep the exception of a middleware, from which Django would make its DEBUG page."""

    def __init__(
        self, failures: list[BaseException], request: HttpRequest, *failure: Any, **options: Any
    ) -> None:
        failures.append(failure[1])
        super().__init__(request, *failure, **options)


class ProblemsBelowAPI:
    """Responds to bugs below /api/, and to what Django itself refuses there, with a problem.

    Never with the page that DEBUG would show, because it contains every secret in a variable.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        try:
            request.get_host()
        except SuspiciousOperation as error:
            return problem_for(request, code_of(error))
        failures: list[BaseException] = []
        request.exception_reporter_class = partial(Report, failures)  # type: ignore[assignment]
        response = self.get_response(request)
        return problem_for(request, code_of(failures[-1])) if failures else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not request.path.startswith("/api/"):
            return None
        if not isinstance(error, Http404):
            logger.error("Unhandled: request=%s", request.request_id, exc_info=error)  # type: ignore[attr-defined]
        return problem_for(request, code_of(error))

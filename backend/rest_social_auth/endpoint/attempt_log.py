"""One log line per attempt, without codes, tokens, secrets or the provider's own text."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import Any

from django.http.response import HttpResponseBase

from rest_social_auth.conf import conf
from rest_social_auth.endpoint.hints import cause

logger = logging.getLogger("rest_social_auth")


def log_attempt(view: Any, request: Any, response: HttpResponseBase) -> None:
    failed = response.status_code >= 400
    if failed and not conf.log_auth_exceptions:
        return
    data = getattr(response, "data", None)
    problem = data if failed and isinstance(data, dict) else {}
    backend = getattr(request, "backend", None)
    logger.log(
        logging.WARNING if failed else logging.INFO,
        "%s provider=%s status=%s code=%s stage=%s ms=%.0f request=%s cause=%s",
        type(view).__name__,
        backend.name if backend is not None else "-",
        response.status_code,
        problem.get("code", "-") if failed else "ok",
        problem.get("stage", "-"),
        (perf_counter() - view.started) * 1000,
        getattr(request, "request_id", "-"),
        cause(view.failure) if view.failure is not None else "-",
    )

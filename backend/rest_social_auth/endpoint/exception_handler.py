"""What turns a failure into a response: `problem_handler`, or the project's EXCEPTION_HANDLER.

A project that keeps REST framework's default gets problems. If it has its own handler, that makes
the responses: it sees REST framework's exceptions unchanged, and a `Failure` for everything that
REST framework has no exception for.

With ATOMIC_REQUESTS, REST framework undoes what a request with an error has written. A sign-in that
social-core refuses keeps it: its flow must not be pending again, and what it leaves for later, such
as a pause or a user who waits for approval, must not be lost. The pipeline undoes its own part.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler
from social_core.exceptions import SocialAuthBaseException

from rest_social_auth.endpoint.problem_response import Failure
from rest_social_auth.errors import problem_handler


def has_own_handler() -> bool:
    """Return True if the project has set an EXCEPTION_HANDLER that is neither default nor ours."""
    return api_settings.EXCEPTION_HANDLER not in {exception_handler, problem_handler}


@contextmanager
def transactions_kept() -> Iterator[None]:
    """Let open transactions commit or roll back as they would have before."""
    before = [(each, each.needs_rollback) for each in connections.all(initialized_only=True)]
    yield
    for connection, needs_rollback in before:
        connection.needs_rollback = needs_rollback


def respond(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the response to `error`, or None if it is a bug. This is an EXCEPTION_HANDLER."""
    if not isinstance(error, SocialAuthBaseException):
        return made(error, context)
    with transactions_kept():
        return made(error, context)


def made(error: Exception, context: dict[str, Any]) -> Response | None:
    if not has_own_handler():
        return problem_handler(error, context)
    theirs: Any = api_settings.EXCEPTION_HANDLER
    problem = problem_handler(error, context)
    known = isinstance(error, APIException | Http404 | PermissionDenied)
    if known or problem is None:
        response: Response | None = theirs(error, context)
    else:
        failure = Failure(problem)
        failure.__cause__ = error
        response = theirs(failure, context)
    return response or problem

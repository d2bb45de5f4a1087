"""Failures in the description of the API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiResponse

from rest_social_auth.endpoint.exception_handler import has_own_handler
from rest_social_auth.endpoint.problem_response import CONTENT_TYPE
from rest_social_auth.schema.shapes import ProblemSerializer


def problems(*statuses: int) -> dict[Any, Any]:
    """Return the responses to requests that fail, for `responses` of `extend_schema`.

    There are none if the project has its own handler, whose responses only it can describe.
    """
    if has_own_handler():
        return {}
    return {
        (status, CONTENT_TYPE): OpenApiResponse(
            ProblemSerializer, description=HTTPStatus(status).phrase
        )
        for status in statuses
    }

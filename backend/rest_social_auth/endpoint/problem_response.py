"""A problem as a response, or as an exception that a project's handler can process."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"


class ProblemResponse(Response):
    """Has the type `application/problem+json` if it is rendered as JSON, and only then."""

    @property
    def rendered_content(self) -> Any:
        if self.accepted_renderer.media_type == "application/json":
            self.content_type = CONTENT_TYPE
        return super().rendered_content


class Failure(APIException):
    """What REST framework has no exception for: social-core's failures, and those of storage.

    `detail` is the problem's sentence with its code, `response` the problem, `__cause__` the
    exception that was raised.
    """

    def __init__(self, response: Response) -> None:
        super().__init__(response.data["detail"], response.data["code"])
        self.status_code = response.status_code
        self.response = response
        if "Retry-After" in response:
            self.wait = int(response["Retry-After"])

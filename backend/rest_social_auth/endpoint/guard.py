"""What a view refuses before it reads the body or looks up who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from rest_social_auth.endpoint.exception_handler import respond
from rest_social_auth.endpoint.origins import check_origin, check_site
from rest_social_auth.throttling import SocialThrottle


class GuardedView(APIView):
    """Refuses requests from other sites' pages and bodies that are too large, then counts.

    The order matters: any site can make a visitor's browser send requests, and those must not use
    up the visitor's rate. Requests with a method that the view lacks do not count either.
    """

    rate_scope = ""  # of DEFAULT_THROTTLE_RATES
    metadata_class = None  # OPTIONS would describe the user's model to everyone

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = self.get_format_suffix(**kwargs)  # a refusal has a format, too
        if request.method in SAFE_METHODS:
            check_site(request)
        else:
            check_origin(request)
            check_size(request)
        super().initial(request, *args, **kwargs)

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return respond

    def check_throttles(self, request: Request) -> None:
        if request.method in self.allowed_methods and request.method != "OPTIONS":
            super().check_throttles(request)

    def get_throttles(self) -> list[BaseThrottle]:
        return [SocialThrottle(), *super().get_throttles()]


class CSRFGuardedView(GuardedView):
    """Also requires Django's CSRF token, because browsers send cookies with any page's requests."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        SessionAuthentication().enforce_csrf(request)


def check_size(request: Request) -> None:
    """Raises RequestDataTooBig if the body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.

    Django checks forms only, and REST framework reads JSON of any size.
    """
    largest, length = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, request.META.get("CONTENT_LENGTH")
    if largest is not None and length and int(length) > largest:
        raise RequestDataTooBig("The request's body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.")

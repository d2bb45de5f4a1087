"""simplejwt's own views for tokens in a body, with this app's limits, checks and problems."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt import views
from rest_framework_simplejwt.exceptions import InvalidToken

from rest_social_auth.endpoint.guard import GuardedView


@method_decorator(never_cache, name="dispatch")
class TokenView(GuardedView):
    rate_scope = "social-refresh"

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            response: Response = super().post(request, *args, **kwargs)  # type: ignore[misc]
        except ObjectDoesNotExist as error:  # the user is gone
            raise InvalidToken from error
        return response


class TokenRefreshView(TokenView, views.TokenRefreshView):
    """Return a new access token for a refresh token, and its successor if they are rotated."""


class TokenVerifyView(TokenView, views.TokenVerifyView):
    """Say whether a token is valid."""


class TokenRevokeView(TokenView, views.TokenBlacklistView):
    """End a refresh token."""

"""Who is signed in, and the CSRF token that signing in to a session requires.

GET /api/me
200 {"csrf_token": "<token>", "user": null}
Set-Cookie: csrftoken=<its other half>
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from rest_social_auth.endpoint.guard import GuardedView
from rest_social_auth.serializers import UserSerializer


@method_decorator([never_cache, ensure_csrf_cookie], name="dispatch")
class MeView(GuardedView, GenericAPIView[Any]):
    """Return the signed-in user, or null, and the CSRF token. `serializer_class` shows the user.

    Expired credentials get a 401, so that the page notices.
    """

    permission_classes: Sequence[type[BasePermission]] = (AllowAny,)
    serializer_class = UserSerializer
    rate_scope = "social-me"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        signed_in = request.user is not None and request.user.is_authenticated
        user = self.get_serializer(request.user).data if signed_in else None
        return Response({"csrf_token": get_token(request), "user": user})

    def get_queryset(self) -> Any:
        """Return nothing; the browsable API calls it, to draw filters beside a list."""
        return ()

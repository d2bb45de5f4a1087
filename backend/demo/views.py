"""Who is signed in, and how they sign out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT
from rest_framework.views import APIView
from rest_framework_simplejwt.serializers import TokenBlacklistSerializer
from social_django.models import UserSocialAuth

from rest_social_auth.serializers import UserSerializer
from rest_social_auth.views import load_strategy


@method_decorator(never_cache, name="dispatch")
class MeView(APIView):
    """Answer with the signed-in user, or null; and with the CSRF token that signing in needs."""

    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        user = describe(request) if request.user.is_authenticated else None
        return Response({"user": user, "csrf_token": get_token(request)})


def describe(request: Request) -> dict[str, Any]:
    strategy = load_strategy(request)
    connections = [
        {
            "id": each.pk,
            "provider": each.provider,
            "uid": each.uid,
            "title": strategy.get_backend_class(each.provider).get_title(strategy),
        }
        for each in UserSocialAuth.get_social_auth_for_user(request.user).order_by("pk")
    ]
    return {**UserSerializer(request.user).data, "connections": connections}


class LogoutView(APIView):
    """End what the request is signed in by: the session, the token, or the posted refresh token."""

    permission_classes = (AllowAny,)

    def post(self, request: Request) -> Response:
        if isinstance(request.auth, Token):
            request.auth.delete()
        elif "refresh" in request.data:
            TokenBlacklistSerializer(data=request.data).is_valid(raise_exception=True)
        else:
            logout(request)
        return Response(status=HTTP_204_NO_CONTENT)

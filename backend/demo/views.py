"""Who is signed in, and how they sign out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.auth import logout
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT
from rest_framework_simplejwt import views as simplejwt
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import Token as JWT

from demo.schema import LOGOUT, TokenSchema
from rest_social_auth import me, refresh
from rest_social_auth.connections import ConnectionSerializer, connections_of
from rest_social_auth.endpoint.guard import GuardedView
from rest_social_auth.endpoint.input_serializers import TextField
from rest_social_auth.serializers import UserSerializer
from rest_social_auth.views import SocialSessionAuthView


class DemoUserSerializer(UserSerializer):
    connections = serializers.SerializerMethodField()

    @extend_schema_field(ConnectionSerializer(many=True))
    def get_connections(self, user: Any) -> Any:
        return ConnectionSerializer(connections_of(user), many=True).data


class MeView(me.MeView):
    """Return the signed-in user with their connections, or null, and the CSRF token."""

    serializer_class = DemoUserSerializer


class RefreshSerializer(serializers.Serializer):
    refresh = TextField(required=False)


class LogoutView(GuardedView):
    """End the session, the token or the posted refresh token of this request."""

    permission_classes = (AllowAny,)
    rate_scope = "logout"

    def perform_authentication(self, request: Request) -> None:
        """Skip it: an expired access token must not prevent anyone from signing out."""

    @extend_schema(request=RefreshSerializer, responses=LOGOUT)
    def post(self, request: Request) -> Response:
        serializer = RefreshSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        if "refresh" in serializer.validated_data:
            with suppress(TokenError):  # it had ended already
                refresh.end(serializer.validated_data["refresh"])
        elif isinstance(request.auth, JWT):
            # Access tokens cannot be revoked. A 204 would claim what did not happen.
            detail = ErrorDetail("Send the refresh token to end it.", code="required")
            raise ValidationError({"refresh": [detail]})
        elif isinstance(request.auth, Token):
            request.auth.delete()
        else:
            logout(request)
        # Not the cookies: the session's is gone, and another tab may need the CSRF cookie.
        return Response(status=HTTP_204_NO_CONTENT, headers={"Clear-Site-Data": '"storage"'})


class TokenRefreshView(GuardedView, simplejwt.TokenRefreshView):
    schema = TokenSchema()
    rate_scope = "token-refresh"


class TokenVerifyView(GuardedView, simplejwt.TokenVerifyView):
    schema = TokenSchema()
    rate_scope = "token-refresh"


class TokenBlacklistView(GuardedView, simplejwt.TokenBlacklistView):
    schema = TokenSchema()
    rate_scope = "token-refresh"


class MyUserSerializer(UserSerializer):
    """The user, and whether this was their first sign-in, which a page may greet differently."""

    is_new = serializers.BooleanField(read_only=True)


class MySocialView(SocialSessionAuthView):
    """A customised login: the session login with another serializer."""

    serializer_class = MyUserSerializer

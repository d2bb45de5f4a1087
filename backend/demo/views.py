"""Two views of the app, customised with other serializers: who is signed in, and a login."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rest_social_auth import me
from rest_social_auth.connections import ConnectionSerializer, connections_of
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


class MyUserSerializer(UserSerializer):
    """The user, and whether this was their first sign-in, which a page may greet differently."""

    is_new = serializers.BooleanField(read_only=True)


class MySocialView(SocialSessionAuthView):
    """A customised login: the session login with another serializer."""

    serializer_class = MyUserSerializer

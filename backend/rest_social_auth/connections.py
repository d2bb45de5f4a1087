"""The provider accounts that a user can sign in with: list them, link another, unlink one.

Signing in never links. Linking needs its own flow, begun by the same user with
`{"intent": "connect"}`; unlinking never removes the last way to sign in. Both require a recent
sign-in.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT, HTTP_409_CONFLICT
from social_core.backends.base import BaseAuth
from social_core.backends.utils import load_backends
from social_django.utils import Storage

from rest_social_auth.accounts.end_other_logins import end_other_logins
from rest_social_auth.accounts.locks import user_locked
from rest_social_auth.accounts.unlink import backend_to_unlink
from rest_social_auth.endpoint.choose_backend import load_strategy
from rest_social_auth.permissions import MAY_LINK
from rest_social_auth.views import BaseSocialAuthView


class SeveralConnections(APIException):
    status_code = HTTP_409_CONFLICT
    default_detail = "Several accounts of this provider are linked: send one's id."
    default_code = "several_connections"


class ConnectionSerializer(serializers.ModelSerializer[Any]):
    """An account at a provider; `uid` is its id there."""

    class Meta:
        model = Storage.user
        fields = ("id", "provider", "title", "uid")
        extra_kwargs: ClassVar[dict[str, Any]] = {"id": {"source": "pk"}}

    provider = serializers.CharField()
    title = serializers.SerializerMethodField()
    uid = serializers.CharField()

    def get_title(self, connection: Any) -> str:
        """Return the provider's display name, or its id if it is no longer configured."""
        backend = load_backends(settings.AUTHENTICATION_BACKENDS).get(connection.provider)  # type: ignore[no-untyped-call]
        return str(backend.title or backend.name) if backend else str(connection.provider)


class ConnectionsView(BaseSocialAuthView):
    """List the signed-in user's connections, or complete a flow that links one more."""

    permission_classes = MAY_LINK
    rate_scope = "social-connections"
    user_rate_scope = "social-linking"
    connect = True
    serializer_class = ConnectionSerializer

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(connections_of(request.user), many=True).data)

    def respond(self, user: Any) -> Response:
        return Response(self.get_serializer(instance=user).data, status=HTTP_201_CREATED)

    def do_login(self, backend: BaseAuth[Any], user: Any) -> None:
        """Skip it: anyone who links an account is already signed in."""

    def get_object(self) -> Any:
        user = super().get_object()
        return getattr(user, "social_user", user)


class ConnectionView(ConnectionsView):
    """Unlink a connection by its id or its provider's name, or complete a flow that links one.

    Unlinking ends the user's other logins. REST framework's token is shared by all of them, so a
    request that came with it gets a new one.
    """

    http_method_names = ("post", "delete", "options")

    def get_provider_name(self, input_data: dict[str, Any]) -> Any:
        return self.kwargs["id"]

    def delete(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        users = get_user_model()
        with user_locked(
            users, pk=request.user.pk
        ) as user:  # so that two concurrent requests leave one
            connection = connection_named(user, kwargs["id"])
            request.strategy = load_strategy(request)
            request.backend = backend_to_unlink(request.strategy, connection.provider)
            request.backend.disconnect(user=user, association_id=connection.pk)
            token = end_other_logins(request, user)
        if token is not None:
            return Response({"token": token})
        return Response(status=HTTP_204_NO_CONTENT)


def connections_of(user: Any) -> Any:
    """Return the user's connections, oldest first."""
    return Storage.user.get_social_auth_for_user(user).order_by("pk")


def connection_named(user: Any, name: str) -> Any:
    """Return the user's connection with this id, or with the provider of this name.

    Raises Http404 if there is none, SeveralConnections if that provider has more than one.
    """
    found = [each for each in connections_of(user) if name in {str(each.pk), each.provider}]
    if not found:
        raise Http404
    if len(found) > 1:
        raise SeveralConnections
    return found[0]

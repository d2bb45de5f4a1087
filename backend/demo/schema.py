"""The API's description (OpenAPI 3.1), made from the views: what each takes, answers and refuses.

It stands here rather than in `rest_social_auth`, which so needs no drf-spectacular.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer
from rest_framework import serializers

from demo import views
from rest_social_auth.begin_views import BeginSerializer, BeginView, ProvidersView
from rest_social_auth.connections import ConnectionsView, ConnectionView
from rest_social_auth.errors import CONTENT_TYPE
from rest_social_auth.serializers import (
    ConnectionSerializer,
    UserSerializer,
)
from rest_social_auth.views import BaseSocialAuthView


class ProblemSerializer(serializers.Serializer):
    """A failure (RFC 9457). `code` is stable; `detail` is a sentence for people."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    source = serializers.CharField(required=False)  # type: ignore[assignment]
    stage = serializers.CharField(required=False)
    recovery = serializers.CharField(required=False)
    errors = serializers.DictField(required=False)  # type: ignore[assignment]
    request_id = serializers.CharField(required=False)


class BegunSerializer(serializers.Serializer):
    """A flow that has begun: where to send the person, and what the callback will carry."""

    provider = serializers.CharField()
    protocol = serializers.ChoiceField(["oauth1", "oauth2", "oidc"])
    authorization_url = serializers.CharField()
    state = serializers.CharField(required=False)
    oauth_token = serializers.CharField(required=False)
    expires_in = serializers.IntegerField()


class ProviderSerializer(serializers.Serializer):
    name = serializers.CharField()
    title = serializers.CharField()
    protocol = serializers.ChoiceField(["oauth1", "oauth2", "oidc"])
    icon = serializers.CharField(allow_null=True)
    mock = serializers.BooleanField()
    client_id = serializers.CharField()
    scope = serializers.ListField(child=serializers.CharField())
    response_type = serializers.CharField(allow_null=True)
    authorization_endpoint = serializers.CharField(allow_null=True)
    redirect_uri = serializers.CharField()


class DemoUserSerializer(UserSerializer):
    connections = ConnectionSerializer(many=True)


class MeSerializer(serializers.Serializer):
    user = DemoUserSerializer(allow_null=True)
    csrf_token = serializers.CharField()


class LoginInputSerializer(serializers.Serializer):
    """What the provider sent to the callback, as it came.

    OAuth 2 needs `code` (and `state` where the flow began here), OAuth 1 `oauth_token` and
    `oauth_verifier`, or neither to begin; `error` is answered with a problem.
    """

    provider = serializers.CharField(required=False)
    code = serializers.CharField(required=False)
    state = serializers.CharField(required=False)
    redirect_uri = serializers.CharField(required=False)
    iss = serializers.CharField(required=False)
    code_verifier = serializers.CharField(required=False)
    oauth_token = serializers.CharField(required=False)
    oauth_verifier = serializers.CharField(required=False)
    error = serializers.CharField(required=False)


PROVIDER_FAULTS = (409, 501, 502, 503, 504)
LOGIN = (400, 401, 403, 404, 415, 429, *PROVIDER_FAULTS)

# view: (what it takes, {status: what it answers}, the statuses of its problems)
VIEWS: dict[type, tuple[Any, dict[int, Any], tuple[int, ...]]] = {
    BeginView: (BeginSerializer, {200: BegunSerializer}, LOGIN),
    ProvidersView: (None, {200: ProviderSerializer(many=True)}, (429,)),
    ConnectionView: (None, {204: None}, LOGIN),
    views.MeView: (None, {200: MeSerializer}, (401, 429)),
    views.LogoutView: (views.RefreshSerializer, {204: None}, (400, 401, 403, 415, 429)),
}


class Schema(AutoSchema):
    def get_operation_id(self) -> str:
        words = [word for word in self.path.strip("/").split("/") if word not in {"api", "social"}]
        named = "_".join(words).replace("{provider}", "at_provider").replace("{id}", "one")
        return f"{self.method.lower()}_{named.replace('-', '_')}"

    def get_override_parameters(self) -> list[Any]:
        if not isinstance(self.view, ProvidersView):
            return []
        words = "finds providers by name or title; without it the featured ones are listed"
        return [OpenApiParameter("search", description=words)]

    def get_request_serializer(self) -> Any:
        takes, _, _ = self.entry()
        return takes

    def get_response_serializers(self) -> Any:
        _, answers, problems = self.entry()
        refused = {
            (status, CONTENT_TYPE): OpenApiResponse(
                ProblemSerializer, description=HTTPStatus(status).phrase
            )
            for status in problems
        }
        return {**answers, **refused}

    def entry(self) -> tuple[Any, dict[int, Any], tuple[int, ...]]:
        if type(self.view) in VIEWS:
            return VIEWS[type(self.view)]
        if isinstance(self.view, ConnectionsView) and self.method == "GET":
            return None, {200: ConnectionSerializer(many=True)}, (401, 429)
        if isinstance(self.view, BaseSocialAuthView):
            status = 201 if isinstance(self.view, ConnectionsView) else 200
            return LoginInputSerializer, {status: self.login_answer()}, LOGIN
        # simplejwt's own views describe themselves.
        answers = {200: super().get_response_serializers()}
        return super().get_request_serializer(), answers, (400, 401, 415, 429)

    def login_answer(self) -> Any:
        """Return the kind's own answer, or the flow that OAuth 1's first step begins."""
        view: Any = self.view
        own = view.serializer_class
        return PolymorphicProxySerializer(
            component_name=f"{own.__name__.removesuffix('Serializer')}OrBegun",
            serializers=[own, BegunSerializer],
            resource_type_field_name=None,
        )


def one_address_each(endpoints: list[Any]) -> list[Any]:
    """Leave out the twins of addresses that differ in nothing but the last slash."""
    paths = {path for path, *_ in endpoints}
    return [each for each in endpoints if f"{each[0]}/" not in paths]

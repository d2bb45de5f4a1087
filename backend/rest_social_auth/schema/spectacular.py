"""Extensions of drf-spectacular, which finds them because the app imports this module if it can.

They add to the schema class that the project has set, so that its own hooks keep working.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer
from social_core.backends.oauth import BaseOAuth1
from social_core.backends.utils import load_backends

from rest_social_auth.begin_views import (
    BeginView,
    ProviderSerializer,
    ProvidersView,
)
from rest_social_auth.connections import ConnectionSerializer, ConnectionsView, ConnectionView
from rest_social_auth.endpoint.input_serializers import BeginSerializer
from rest_social_auth.me import MeView
from rest_social_auth.schema import shapes
from rest_social_auth.schema.problems import problems
from rest_social_auth.views import BaseSocialAuthView

READ = (401, 429)
CHANGE = (400, 401, 403, 404, 409, 415, 429, 501, 502, 503, 504)


BEGUN = PolymorphicProxySerializer(
    component_name="SocialBegunOrNonce",
    serializers=[shapes.BegunSerializer, shapes.BegunNonceSerializer],
    resource_type_field_name=None,
)


class Described:
    """Describes the endpoints of this app; mixed into the schema class of the project."""

    view: Any
    path: str
    method: str

    def get_operation_id(self) -> str:
        name: str = super().get_operation_id()  # type: ignore[misc]
        # drf-spectacular leaves parameters out, so the URL without provider has the same name.
        links_by_name = isinstance(self.view, ConnectionView) and self.method == "POST"
        return f"{name}_with_provider" if "{provider}" in self.path or links_by_name else name

    def get_override_parameters(self) -> list[Any]:
        found: list[Any] = super().get_override_parameters()  # type: ignore[misc]
        if isinstance(self.view, ProvidersView):
            words = "finds providers by name or title; without it the featured ones are listed"
            found = [*found, OpenApiParameter("search", description=words)]
        if "{id}" in self.path:
            words = "a provider's name; to unlink, the id of a connection works as well"
            found = [*found, OpenApiParameter("id", str, OpenApiParameter.PATH, description=words)]
        return found

    def get_request_serializer(self) -> Any:
        if self.method != "POST":
            return None
        if isinstance(self.view, BeginView):
            return BeginSerializer
        return shapes.LoginInputSerializer

    def get_response_serializers(self) -> Any:
        refused = READ if self.method == "GET" else CHANGE
        return {**self.success(), **problems(*refused)}

    def success(self) -> dict[int, Any]:
        """Return the status of a request that succeeds, and the response's body."""
        if isinstance(self.view, MeView):
            return {200: shapes.me(self.view.get_serializer_class())}
        if isinstance(self.view, ProvidersView):
            return {200: ProviderSerializer(many=True)}
        if isinstance(self.view, BeginView):
            return {200: BEGUN}
        if self.method == "DELETE":
            return {200: shapes.RenewedSerializer, 204: None}
        if isinstance(self.view, ConnectionsView):
            if self.method == "GET":
                return {200: ConnectionSerializer(many=True)}
            begun = {200: shapes.BegunSerializer} if has_oauth1() else {}
            return {**begun, 201: self.view.get_serializer_class()}
        return {200: self.completed_or_begun()}

    def completed_or_begun(self) -> Any:
        """Return the view's own serializer, or the flow that OAuth 1's first step begins."""
        own = self.view.get_serializer_class()
        if not has_oauth1():
            return own
        name = self.resolve_serializer(own, "response").name  # type: ignore[attr-defined]
        return PolymorphicProxySerializer(
            component_name=f"{name}OrBegun",
            serializers=[own, shapes.BegunSerializer],
            resource_type_field_name=None,
        )


def has_oauth1() -> bool:
    backends = load_backends(settings.AUTHENTICATION_BACKENDS).values()  # type: ignore[no-untyped-call]
    return any(issubclass(each, BaseOAuth1) for each in backends)


class Views(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "rest_social_auth.endpoint.guard.GuardedView"
    match_subclasses = True

    def view_replacement(self) -> Any:
        view: Any = self.target
        if not issubclass(view, (BaseSocialAuthView, BeginView, MeView, ProvidersView)):
            return view  # a project's own view, made of our parts
        schema = type("Schema", (Described, type(view.schema)), {})
        members = {"schema": schema(), "__doc__": view.__doc__, "__module__": view.__module__}
        return type(view.__name__, (view,), members | annotated(view, schema))


def annotated(view: Any, schema: type) -> dict[str, Any]:
    """Return the methods that the project annotated with `extend_schema`, which take precedence."""
    methods: dict[str, Any] = {}
    for name in view.http_method_names:
        method = getattr(view, name, None)
        theirs = getattr(method, "kwargs", {}).get("schema")
        if theirs is not None:
            methods[name] = copy_of(method)
            methods[name].kwargs = {"schema": type("Schema", (theirs, schema), {})}
    return methods


def copy_of(method: Any) -> Any:
    @wraps(method)
    def copied(*args: Any, **kwargs: Any) -> Any:
        return method(*args, **kwargs)

    return copied

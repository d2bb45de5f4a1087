"""Component names in the description of the API, which must not clash with a project's own."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from rest_framework.serializers import BaseSerializer

from rest_social_auth import begin_views, connections, serializers, sessions, sign_out
from rest_social_auth.endpoint import input_serializers
from rest_social_auth.schema import shapes


class Name(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Calls our `UserSerializer` SocialUser, because the project probably has a User."""

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        cls = self.target if isinstance(self.target, type) else type(self.target)
        return f"Social{cls.__name__}"


class Protocol(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Names the choices, which could otherwise clash with those of a project's own `protocol`."""

    target_class = begin_views.ProtocolField

    def get_name(self) -> str:
        return "SocialProtocol"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "enum": ["oauth1", "oauth2", "oidc"]}


def named() -> set[type[BaseSerializer[Any]]]:
    """Return this app's serializers that a description of the API can contain."""
    modules = (begin_views, connections, input_serializers, serializers, sessions, shapes, sign_out)
    return {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, BaseSerializer)
        and each.__module__.startswith("rest_social_auth.")
    }


for each in named():  # one extension for each class, because subclasses have their own names
    type(f"NameOf{each.__name__}", (Name,), {"target_class": each})

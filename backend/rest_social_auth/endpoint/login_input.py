"""What a login accepts: the callback's parameters, or an empty body for OAuth 1's first step."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from social_core.backends.oauth import BaseOAuth1

from rest_social_auth import flow, id_token
from rest_social_auth.endpoint.base_view import ProviderView
from rest_social_auth.endpoint.input_serializers import (
    IDTokenInputSerializer,
    OAuth1InputSerializer,
    OAuth2InputSerializer,
)

# Providers that launch applications in their own pages, and what they send instead of a code.
INSTEAD_OF_CODE = {"facebook-app": "signed_request", "loginradius": "token", "vk-app": "auth_key"}


class LoginInput(ProviderView):
    connect: bool
    oauth1_serializer_class_in: type[BaseSerializer[Any]] = OAuth1InputSerializer
    oauth2_serializer_class_in: type[BaseSerializer[Any]] = OAuth2InputSerializer

    def begin_oauth1(self, data: dict[str, Any]) -> Response:
        """Get a request token. No field is required yet, but each must be valid if present."""
        for serializer in (self.oauth1_serializer_class_in, self.oauth2_serializer_class_in):
            serializer(data=data, partial=True).is_valid(raise_exception=True)
        return Response(
            flow.begin(self.request, self.backend, self.redirect_uri(), connect=self.connect)
        )

    def check_input(self, data: dict[str, Any]) -> None:
        """Raise ValidationError unless the body is a callback of this kind of provider."""
        partial = INSTEAD_OF_CODE.get(self.backend.name) in self.backend.data
        self.get_serializer_in(data=data, partial=partial).is_valid(raise_exception=True)

    def oauth_v1(self) -> bool:
        return isinstance(self.backend, BaseOAuth1)

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        """Return the response's serializer or, without a user, the one for a form of the input.

        The browsable API needs the latter, before there is a provider.
        """
        if args or kwargs:
            return super().get_serializer(*args, **kwargs)
        return self.oauth2_serializer_class_in(context=self.get_serializer_context())

    def get_serializer_class_in(self) -> type[BaseSerializer[Any]]:
        if id_token.posted(self.backend):
            return IDTokenInputSerializer
        return (
            self.oauth1_serializer_class_in if self.oauth_v1() else self.oauth2_serializer_class_in
        )

    def get_serializer_in(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        kwargs["context"] = self.get_serializer_context()
        return self.get_serializer_class_in()(*args, **kwargs)

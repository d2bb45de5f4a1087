"""Sign in with what a provider sent back, and take a session, a token or a JWT for it.

page                        this API                     provider
 |-- begin ------------------->|                             |
 |<- authorization_url, state -|   (OAuth 1: request token ->|)
 |-- the person consents in a popup ------------------------>|
 |<- callback: code, state ----------------------------------|
 |-- code, state ------------->|  code -> access token ----->|
 |                             |  access token -> profile -->|
 |<- user and/or token --------|  profile -> user (pipeline) |
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    TokenAuthentication,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import BaseOAuth1
from social_core.exceptions import SocialAuthBaseException
from social_django.views import _do_login as social_auth_login

from rest_social_auth import flow
from rest_social_auth.endpoint.base_view import ProviderView, decorate_request, load_strategy
from rest_social_auth.errors import problem, problem_handler
from rest_social_auth.flow.complete import REFUSALS
from rest_social_auth.serializers import (
    JWTPairSerializer,
    JWTSlidingSerializer,
    KnoxSerializer,
    OAuth1InputSerializer,
    OAuth2InputSerializer,
    TokenSerializer,
    UserJWTPairSerializer,
    UserJWTSlidingSerializer,
    UserKnoxSerializer,
    UserSerializer,
    UserTokenSerializer,
)

__all__ = ["decorate_request", "load_strategy"]

# Providers that start applications in their own pages, and what they send instead of a code.
INSTEAD_OF_CODE = {"facebook-app": "signed_request", "loginradius": "token", "vk-app": "auth_key"}


@method_decorator(never_cache, name="dispatch")
class BaseSocialAuthView(ProviderView):
    """Complete a flow and answer with `serializer_class` of the user; kinds say how to sign in.

    OAuth 1 without a request token in the body begins a flow instead.
    """

    connect = False  # a flow of this view signs in; one that links is another
    oauth1_serializer_class_in: type[BaseSerializer[Any]] = OAuth1InputSerializer
    oauth2_serializer_class_in: type[BaseSerializer[Any]] = OAuth2InputSerializer
    serializer_class: type[BaseSerializer[Any]]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Response | HttpResponse:
        data = self.set_backend(request)
        refused = REFUSALS & set(request.backend.data)
        if self.oauth_v1() and not refused and "oauth_token" not in data:
            self.check_first_step(data)
            return Response(flow.begin(request, request.backend, connect=self.connect))
        if not refused:
            partial = INSTEAD_OF_CODE.get(request.backend.name) in request.backend.data
            self.get_serializer_in(data=data, partial=partial).is_valid(raise_exception=True)
        try:
            user = self.get_object()
        except SocialAuthBaseException as error:
            return self.respond_error(error)
        if isinstance(user, HttpResponse):
            return user  # a step of the pipeline had something else to say
        if user is None:
            return problem("login_incomplete")
        answer = self.get_serializer(instance=user)
        self.do_login(request.backend, user)
        return Response(answer.data)

    def check_first_step(self, data: dict[str, Any]) -> None:
        """Refuse what could be no field of a login; none of them is needed yet."""
        for serializer in (self.oauth1_serializer_class_in, self.oauth2_serializer_class_in):
            serializer(data=data, partial=True).is_valid(raise_exception=True)

    def oauth_v1(self) -> bool:
        return isinstance(self.request.backend, BaseOAuth1)  # type: ignore[attr-defined]

    def get_serializer_class_in(self) -> type[BaseSerializer[Any]]:
        return (
            self.oauth1_serializer_class_in if self.oauth_v1() else self.oauth2_serializer_class_in
        )

    def get_serializer_in(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        kwargs["context"] = self.get_serializer_context()
        return self.get_serializer_class_in()(*args, **kwargs)

    def get_object(self) -> Any:
        """Return the user. Raises SocialAuthBaseException."""
        backend = self.request.backend  # type: ignore[attr-defined]
        return flow.complete(self.request, backend, connect=self.connect)

    def do_login(self, backend: BaseAuth[Any], user: Any) -> None:
        """Make the user signed in, where that is more than to answer with a token."""

    def respond_error(self, error: Exception) -> Response:
        response = problem_handler(error, self.get_exception_handler_context())
        assert response is not None
        return response


class SocialSessionAuthView(BaseSocialAuthView):
    """Sign in to a Django session."""

    serializer_class = UserSerializer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        SessionAuthentication().enforce_csrf(request)

    def do_login(self, backend: BaseAuth[Any], user: Any) -> None:
        self.request.user = user  # else Django's login() asks the database for the same one
        social_auth_login(backend, user, user.social_user)  # type: ignore[no-untyped-call]


class SocialTokenOnlyAuthView(BaseSocialAuthView):
    serializer_class = TokenSerializer
    authentication_classes = (TokenAuthentication,)


class SocialTokenUserAuthView(BaseSocialAuthView):
    serializer_class = UserTokenSerializer
    authentication_classes = (TokenAuthentication,)


class KnoxAuthMixin:
    def get_authenticators(self) -> list[BaseAuthentication]:
        from knox.auth import TokenAuthentication as Knox

        return [Knox()]


class SocialKnoxOnlyAuthView(KnoxAuthMixin, BaseSocialAuthView):
    serializer_class = KnoxSerializer


class SocialKnoxUserAuthView(KnoxAuthMixin, BaseSocialAuthView):
    serializer_class = UserKnoxSerializer


class SimpleJWTAuthMixin:
    def get_authenticators(self) -> list[BaseAuthentication]:
        from rest_framework_simplejwt.authentication import JWTAuthentication

        return [JWTAuthentication()]


class SocialJWTPairOnlyAuthView(SimpleJWTAuthMixin, BaseSocialAuthView):
    serializer_class = JWTPairSerializer


class SocialJWTPairUserAuthView(SimpleJWTAuthMixin, BaseSocialAuthView):
    serializer_class = UserJWTPairSerializer


class SocialJWTSlidingOnlyAuthView(SimpleJWTAuthMixin, BaseSocialAuthView):
    serializer_class = JWTSlidingSerializer


class SocialJWTSlidingUserAuthView(SimpleJWTAuthMixin, BaseSocialAuthView):
    serializer_class = UserJWTSlidingSerializer

"""Complete a sign-in: POST what the provider sent to the callback; get a user, a token or a JWT.

OAuth 2, after `social/begin/github/` has sent the browser to the provider, and it has come back:

    POST /api/login/social/session/github/            what the callback's query contained
    {"code": "<code>", "state": "<state>"}
        POST https://github.com/login/oauth/access_token      code, code verifier, client secret
        200 {"access_token": "<access token>"}
        GET https://api.github.com/user                       Authorization: Bearer <access token>
        200 {"id": 583231, "login": "ada", …}                 the profile
    200 {"id": 1, "username": "ada", "email": "ada@example.com", …}
    Set-Cookie: sessionid=<session>

OAuth 1 needs a request token before it can send the browser anywhere:

    POST /api/login/social/token/twitter/ {}
        POST https://api.twitter.com/oauth/request_token      signed
        200 oauth_token=<request token>&oauth_token_secret=<stays here>&…
    200 {"authorization_url": "https://…", "oauth_token": "<request token>", …}

    POST /api/login/social/token/twitter/             what the callback's query contained
    {"oauth_token": "<request token>", "oauth_verifier": "<verifier>"}
        POST https://api.twitter.com/oauth/access_token       signed, with the verifier
        GET https://api.twitter.com/1.1/account/verify_credentials.json
    200 {"token": "<our token>"}
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.authentication import TokenAuthentication
from rest_framework.response import Response
from social_core.backends.base import BaseAuth
from social_django.views import _do_login as social_auth_login

from rest_social_auth import flow, id_token, serializers
from rest_social_auth.accounts.locks import login_incomplete, login_incomplete_if_gone
from rest_social_auth.conf import conf, constant
from rest_social_auth.endpoint.authenticators import KnoxAuthMixin, SimpleJWTAuthMixin
from rest_social_auth.endpoint.choose_backend import decorate_request, load_strategy
from rest_social_auth.endpoint.guard import CSRFGuardedView
from rest_social_auth.endpoint.login_input import LoginInput

__all__ = [
    "BaseSocialAuthView",
    "SocialJWTPairOnlyAuthView",
    "SocialJWTPairUserAuthView",
    "SocialJWTSlidingOnlyAuthView",
    "SocialJWTSlidingUserAuthView",
    "SocialKnoxOnlyAuthView",
    "SocialKnoxUserAuthView",
    "SocialSessionAuthView",
    "SocialTokenOnlyAuthView",
    "SocialTokenUserAuthView",
    "decorate_request",
    "load_strategy",
]

__getattr__ = constant  # REDIRECT_URI and the other constants of rest-social-auth 10


@method_decorator(never_cache, name="dispatch")
class BaseSocialAuthView(LoginInput):
    """Complete a sign-in with what the callback contained; with OAuth 1 and no body, begin one."""

    connect = False  # ConnectionsView links an account instead of signing in

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Response | HttpResponse:
        data = self.set_backend(request)
        without_code = flow.is_refusal(request.backend.data) or flow.token_posted(request.backend)
        if self.oauth_v1() and not without_code and "oauth_token" not in data:
            return self.begin_oauth1(data)
        if not without_code:
            self.check_input(data)
        user = self.get_object()
        if isinstance(user, HttpResponse):
            return user  # a pipeline step has made the response
        if user is None:
            raise login_incomplete()
        with login_incomplete_if_gone():
            self.do_login(request.backend, user)
            return flow.with_next(request.backend, self.respond(user))

    def get_object(self) -> Any:
        """Return the user. Raises SocialAuthBaseException."""
        if flow.token_posted(self.backend):
            return flow.resume(self.request, self.backend, connect=self.connect)
        if id_token.posted(self.backend):
            return id_token.complete(self.request, self.backend, connect=self.connect)
        return flow.complete(self.request, self.backend, self.redirect_uri(), connect=self.connect)

    def do_login(self, backend: BaseAuth[Any], user: Any) -> None:
        """Do what a sign-in needs besides a token. Override it to do something else."""
        if conf.send_user_logged_in:
            self.request.user = user
            user_logged_in.send(sender=type(user), request=self.request, user=user)

    def respond(self, user: Any) -> Response:
        """Return the response to a sign-in."""
        return Response(self.get_serializer(instance=user).data)


class SocialSessionAuthView(CSRFGuardedView, BaseSocialAuthView):
    """Sign in to a Django session."""

    serializer_class = serializers.UserSerializer

    def do_login(self, backend: BaseAuth[Any], user: Any) -> None:
        self.request.user = user  # else Django's login() loads the same one again
        social_auth_login(backend, user, user.social_user)  # type: ignore[no-untyped-call]


class SocialTokenOnlyAuthView(BaseSocialAuthView):
    authentication_classes = (TokenAuthentication,)
    serializer_class = serializers.TokenSerializer


class SocialTokenUserAuthView(BaseSocialAuthView):
    authentication_classes = (TokenAuthentication,)
    serializer_class = serializers.UserTokenSerializer


class SocialKnoxOnlyAuthView(KnoxAuthMixin, BaseSocialAuthView):
    serializer_class = serializers.KnoxSerializer


class SocialKnoxUserAuthView(KnoxAuthMixin, BaseSocialAuthView):
    serializer_class = serializers.UserKnoxSerializer


class SocialJWTPairOnlyAuthView(SimpleJWTAuthMixin, BaseSocialAuthView):
    serializer_class = serializers.JWTPairSerializer


class SocialJWTPairUserAuthView(SimpleJWTAuthMixin, BaseSocialAuthView):
    serializer_class = serializers.UserJWTPairSerializer


class SocialJWTSlidingOnlyAuthView(SimpleJWTAuthMixin, BaseSocialAuthView):
    serializer_class = serializers.JWTSlidingSerializer


class SocialJWTSlidingUserAuthView(SimpleJWTAuthMixin, BaseSocialAuthView):
    serializer_class = serializers.UserJWTSlidingSerializer

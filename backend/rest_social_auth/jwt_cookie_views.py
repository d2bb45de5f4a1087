"""Stay signed in with JSON Web Tokens in HttpOnly cookies: sign in, renew, sign out.

POST /api/login/social/jwt-cookie/github/         with the CSRF token, as all three
{"code": "<code>", "state": "<state>"}

200 {"id": 1, "username": "ada", …}               no token in the body
Set-Cookie: __Host-social_access=…; Path=/; HttpOnly; Secure; SameSite=Lax
Set-Cookie: __Secure-social_refresh=…; Path=/api/login/social/jwt-cookie/refresh; …

POST /api/login/social/jwt-cookie/refresh/        when a request has returned 401
204, and both cookies again

POST /api/login/social/jwt-cookie/logout/
204, and the cookies are gone
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.middleware.csrf import rotate_token
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.settings import api_settings

from rest_social_auth import serializers
from rest_social_auth.endpoint.authenticators import SimpleJWTAuthMixin
from rest_social_auth.endpoint.guard import CSRFGuardedView
from rest_social_auth.flow.browser import BrowserFlows
from rest_social_auth.jwt_cookies import JWTCookies
from rest_social_auth.sign_out import CLEAR
from rest_social_auth.views import BaseSocialAuthView


class SocialJWTCookieAuthView(CSRFGuardedView, SimpleJWTAuthMixin, BaseSocialAuthView):
    """Sign in to a JSON Web Token and a refresh token, both in HttpOnly cookies."""

    serializer_class = serializers.UserSerializer
    token_serializer_class: type[serializers.JWTBaseSerializer] = serializers.JWTPairSerializer

    def respond(self, user: Any) -> Response:
        """Return the user, and set the cookies; what they contained before has ended."""
        cookies = JWTCookies(self.request)
        cookies.end_sign_in()
        response = super().respond(user)
        context = self.get_serializer_context()
        refresh = self.token_serializer_class(user, context=context).get_token_instance()
        cookies.set(response, str(refresh.access_token), str(refresh))
        rotate_token(self.request._request)  # as Django's login() does
        return response


@method_decorator(never_cache, name="dispatch")
class JWTCookieView(CSRFGuardedView):
    """What the cookies alone authorise, together with the CSRF token."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def get_authenticate_header(self, request: Request) -> str:
        """Return what a 401 must have; without it REST framework would make that a 403."""
        return 'Bearer realm="api"'


class JWTCookieRefreshView(JWTCookieView):
    """Renew both cookies, as SIMPLE_JWT's `TOKEN_REFRESH_SERIALIZER` renews what is in a body."""

    rate_scope = "social-refresh"

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        cookies = JWTCookies(request)
        refresh = cookies.refresh
        if refresh is None:
            raise InvalidToken
        serializer = import_string(api_settings.TOKEN_REFRESH_SERIALIZER)(data={"refresh": refresh})
        try:
            serializer.is_valid(raise_exception=True)
        except (TokenError, ObjectDoesNotExist) as error:
            raise InvalidToken from error
        renewed = serializer.validated_data
        response = Response(status=HTTP_204_NO_CONTENT)
        cookies.set(response, renewed["access"], renewed.get("refresh", refresh))
        return response


class JWTCookieLogoutView(JWTCookieView):
    """End the sign-in that the cookies are from, with its refresh tokens."""

    rate_scope = "social-sign-out"

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = Response(status=HTTP_204_NO_CONTENT, headers=CLEAR)
        JWTCookies(request).end(response)
        BrowserFlows(request._request).end_all()
        return response

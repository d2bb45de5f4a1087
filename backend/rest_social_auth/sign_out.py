"""Sign out: here, or everywhere.

POST /api/logout/                                 with the session, cookies or token to end
204

POST /api/logout/
{"refresh": "<refresh token>"}                    if the page holds JSON Web Tokens
204

POST /api/logout/everywhere/
204
"""

from __future__ import annotations

from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY, logout
from django.db.models import Model
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT, HTTP_501_NOT_IMPLEMENTED

from rest_social_auth.accounts.end_all_logins import end_all_logins
from rest_social_auth.endpoint.guard import GuardedView
from rest_social_auth.endpoint.input_serializers import TextField
from rest_social_auth.flow.browser import BrowserFlows
from rest_social_auth.permissions import IsInDatabase

HAS_JWT = find_spec("rest_framework_simplejwt") is not None
if HAS_JWT:
    from rest_social_auth.authentication import JWTCookieAuthentication
    from rest_social_auth.jwt_cookies import JWTCookies
# Not the cookies: the session's is gone, and another tab may need the CSRF cookie.
CLEAR = {"Clear-Site-Data": '"storage"'}


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = TextField(required=False)


class CannotRevoke(APIException):
    status_code = HTTP_501_NOT_IMPLEMENTED
    default_detail = "This server cannot end refresh tokens."
    default_code = "tokens_not_revocable"


@method_decorator(never_cache, name="dispatch")
class LogoutView(GuardedView):
    """End what the request is signed in with: a posted refresh token, a token, or the browser's
    session and cookies.
    """

    permission_classes = (AllowAny,)
    rate_scope = "social-sign-out"

    def perform_authentication(self, request: Request) -> None:
        """Skip it: an expired access token must not prevent anyone from signing out."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = RefreshSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        response = Response(status=HTTP_204_NO_CONTENT, headers=CLEAR)
        if "refresh" in serializer.validated_data:
            end_refresh_token(serializer.validated_data["refresh"])
        elif isinstance(request.auth, Model):
            end_token(request)
        elif came_with_token(request):
            # Access tokens cannot be revoked. A 204 would claim what did not happen.
            detail = ErrorDetail("Send the refresh token to end it.", code="required")
            raise ValidationError({"refresh": [detail]})
        else:
            end_browser(request, response)
        return response


@method_decorator(never_cache, name="dispatch")
class LogoutEverywhereView(GuardedView):
    """End every login of the signed-in user, this one included.

    It requires no recent sign-in, so that nobody who notices a thief has to sign in again first.
    """

    permission_classes = (IsAuthenticated, IsInDatabase)
    rate_scope = "social-sign-out"

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if end_all_logins(request.user.pk):
            response = Response(status=HTTP_204_NO_CONTENT, headers=CLEAR)
        else:
            response = Response({"left": ["sessions"]}, headers=CLEAR)
        if not came_with_token(request):
            end_browser(request, response)
        return response


def end_refresh_token(raw: str) -> None:
    """Blacklist it. Raises CannotRevoke if there is no blacklist."""
    if not apps.is_installed("rest_framework_simplejwt.token_blacklist"):
        raise CannotRevoke
    from rest_framework_simplejwt.exceptions import TokenError

    from rest_social_auth import refresh

    with suppress(TokenError):  # it had ended already
        refresh.end(raw)


def end_token(request: Request) -> None:
    """Delete the token of REST framework or knox that the request came with."""
    if any(kind.__module__ == "knox.models" for kind in type(request.auth).__mro__):
        from knox.views import LogoutView as Knox

        Knox().post(request)  # which sends `user_logged_out`
    else:
        request.auth.delete()


def came_with_token(request: Request) -> bool:
    """Return True if a token in a header says who is signed in, rather than a cookie."""
    by_cookie = HAS_JWT and isinstance(request.successful_authenticator, JWTCookieAuthentication)
    return request.auth is not None and not by_cookie


def end_browser(request: Request, response: Response) -> None:
    """End the session and the cookies that the browser has sent, and its pending flows.

    Raises PermissionDenied if somebody is signed in, and the CSRF token is missing.
    """
    session = getattr(request, "session", None)
    in_a_session = session is not None and SESSION_KEY in session
    in_cookies = HAS_JWT and JWTCookies(request).access is not None
    if in_a_session or in_cookies:
        SessionAuthentication().enforce_csrf(request)
    if in_cookies:
        JWTCookies(request).end(response)
    if session is not None:
        logout(request)
    else:
        BrowserFlows(request._request).end_all()

"""REST framework's authentication by the cookies that `social/jwt-cookie/` sets.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_social_auth.authentication.JWTCookieAuthentication",
    ],
}
"""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication

from rest_social_auth.jwt_cookies import JWTCookies


class JWTCookieAuthentication(JWTAuthentication):
    """Reads the token from the cookie; a request with an `Authorization` header is not ours.

    As with a session, a cookie that has expired counts as none, and a request that changes
    something requires the CSRF token, because browsers send cookies with any page's requests.
    """

    def authenticate(self, request: Request) -> Any:
        raw = JWTCookies(request).access
        if raw is None or self.get_header(request) is not None:
            return None
        try:
            token = self.get_validated_token(raw.encode())
            user = self.get_user(token)
        except AuthenticationFailed:
            return None
        SessionAuthentication().enforce_csrf(request)
        return user, token

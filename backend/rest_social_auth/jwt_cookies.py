"""A JSON Web Token and its refresh token in cookies that scripts cannot read.

    __Host-social_access      sent with every request; JWTCookieAuthentication reads it
    __Secure-social_refresh   sent to `social/jwt-cookie/refresh/` only

Over TLS. Without it the names have no prefix, and any host of the domain can set them.

Both stay as long as the refresh token is valid. An access token that has expired signs nobody in,
but it still says which sign-in this browser had: to sign out ends that one, and a refresh token of
another one, which a sibling domain could have planted, is not accepted beside it.
"""

from __future__ import annotations

from contextlib import suppress
from time import time
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from rest_framework.request import Request
from rest_framework_simplejwt.tokens import RefreshToken

from rest_social_auth.accounts import refresh_tokens

REFRESH_URL = "social_jwt_cookie_refresh"  # the name of the only URL that gets the refresh token


class JWTCookies:
    """The two cookies of a request, and how its response sets or deletes them."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.secure = request.is_secure() or settings.SESSION_COOKIE_SECURE
        self.access_name = f"{'__Host-' if self.secure else ''}social_access"
        self.refresh_name = f"{'__Secure-' if self.secure else ''}social_refresh"

    @property
    def access(self) -> str | None:
        return self.request.COOKIES.get(self.access_name)

    @property
    def refresh(self) -> str | None:
        """Return the refresh token, if it is from the same sign-in as the access token."""
        found = self.request.COOKIES.get(self.refresh_name)
        return found if found and refresh_tokens.is_same_sign_in(found, self.access or "") else None

    def set(self, response: HttpResponseBase, access: str, refresh: str) -> None:
        # Without verifying: the refresh token may be on the blacklist already.
        expires = RefreshToken(refresh, verify=False)["exp"]  # type: ignore[arg-type]
        flags: dict[str, Any] = {
            "max_age": max(0, int(expires - time())),
            "secure": self.secure,
            "httponly": True,
            "samesite": settings.SESSION_COOKIE_SAMESITE or None,
        }
        response.set_cookie(self.access_name, access, **flags)
        response.set_cookie(self.refresh_name, refresh, path=self.refresh_path(), **flags)

    def end_sign_in(self) -> None:
        """End the sign-in that the cookies are from, with its refresh tokens."""
        if self.access and apps.is_installed("rest_framework_simplejwt.token_blacklist"):
            refresh_tokens.end_sign_in(self.access)

    def end(self, response: HttpResponseBase) -> None:
        """End the sign-in, and delete the cookies."""
        self.end_sign_in()
        self.delete(response)

    def delete(self, response: HttpResponseBase) -> None:
        same_site: Any = settings.SESSION_COOKIE_SAMESITE or None
        response.delete_cookie(self.access_name, samesite=same_site)
        with suppress(NoReverseMatch):  # mounted elsewhere; the token in it has been ended
            path = self.refresh_path()
            response.delete_cookie(self.refresh_name, path=path, samesite=same_site)

    def refresh_path(self) -> str:
        """Return the path of the refresh endpoint, which accepts it without the last slash too.

        It is below the same prefix, in the same namespace, with the same parameters as this URL.
        """
        here: Any = self.request.resolver_match
        name = ":".join([*here.namespaces, REFRESH_URL])
        others = {key: value for key, value in here.kwargs.items() if key != "provider"}
        return reverse(name, kwargs=others).rstrip("/")

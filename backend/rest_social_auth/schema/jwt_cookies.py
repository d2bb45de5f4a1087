"""Describes the endpoints that renew and end JSON Web Tokens in cookies, and the cookie."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiViewExtension
from drf_spectacular.utils import extend_schema

from rest_social_auth.schema.spectacular import problems


class Cookie(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "rest_social_auth.authentication.JWTCookieAuthentication"
    name = "jwtCookieAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "__Host-social_access"}


class JWTCookieViews(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "rest_social_auth.jwt_cookie_views.JWTCookieView"
    match_subclasses = True
    priority = 1  # before the extension for all views of this app

    def view_replacement(self) -> Any:
        view: Any = self.target

        class Described(view):  # type: ignore[misc]
            __doc__ = view.__doc__

            @extend_schema(request=None, responses={204: None, **problems(401, 403, 429)})
            def post(self, *args: Any, **kwargs: Any) -> Any: ...

        return Described

"""Describes the endpoints that renew and end logins, and the cookie."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiViewExtension
from drf_spectacular.utils import extend_schema

from rest_social_auth.schema.problems import problems
from rest_social_auth.schema.shapes import LeftSerializer
from rest_social_auth.sessions import SessionSerializer
from rest_social_auth.sign_out import RefreshSerializer


class Cookie(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "rest_social_auth.authentication.JWTCookieAuthentication"
    name = "jwtCookieAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "__Host-social_access"}


def describe(
    name: str, method: str, responses: dict[int, Any], *refused: int, body: Any = None
) -> None:
    """Describe a method of the view with this name, and of its subclasses."""

    def view_replacement(self: Any) -> Any:
        described = extend_schema(request=body, responses={**responses, **problems(*refused)})
        return described_view(self.target, method, described)

    members = {
        "target_class": f"rest_social_auth.{name}",
        "match_subclasses": True,
        "priority": 1,  # before the extension for all views of this app
        "view_replacement": view_replacement,
    }
    type(name, (OpenApiViewExtension,), members)


def described_view(view: Any, method: str, described: Any) -> Any:
    def handler(self: Any, *args: Any, **kwargs: Any) -> Any:
        """Stand for the method; only its description is read."""

    handler.__doc__ = view.__doc__
    return type(view.__name__, (view,), {method: described(handler), "__doc__": view.__doc__})


class TokenViews(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    """simplejwt's own views describe everything but their failures."""

    target_class = "rest_social_auth.jwt_views.TokenView"
    match_subclasses = True
    priority = 1

    def view_replacement(self) -> Any:
        view: Any = self.target

        class Schema(type(view.schema)):  # type: ignore[misc]
            def get_response_serializers(self) -> Any:
                own = super().get_response_serializers()
                return {200: own, **problems(400, 401, 415, 429)}

        members = {"schema": Schema(), "__doc__": view.__doc__}
        return type(view.__name__, (view,), members)


describe("jwt_cookie_views.JWTCookieView", "post", {204: None}, 401, 403, 429)
describe(
    *("sign_out.LogoutView", "post", {204: None}),
    *(400, 401, 403, 415, 429, 501),
    body=RefreshSerializer,
)
describe(
    *("sign_out.LogoutEverywhereView", "post", {200: LeftSerializer, 204: None}),
    *(401, 403, 429),
)
describe(
    *("sessions.SessionsView", "get", {200: SessionSerializer(many=True)}),
    *(401, 403, 429, 501),
)
describe("sessions.SessionView", "delete", {204: None}, 401, 403, 404, 429, 501)

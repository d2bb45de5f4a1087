from __future__ import annotations

from django.urls import re_path

from rest_social_auth.endpoint.routes import login_routes, require

require("rest_framework_simplejwt", package="djangorestframework-simplejwt", include=__name__)

from rest_social_auth import jwt_cookie_views as views  # noqa: E402 (it needs that package)
from rest_social_auth.jwt_cookies import REFRESH_URL  # noqa: E402

urlpatterns = [
    re_path(
        r"^social/jwt-cookie/refresh/?$", views.JWTCookieRefreshView.as_view(), name=REFRESH_URL
    ),
    re_path(
        r"^social/jwt-cookie/logout/?$",
        views.JWTCookieLogoutView.as_view(),
        name="social_jwt_cookie_logout",
    ),
    # After those two, which are not providers.
    *login_routes("jwt-cookie/", views.SocialJWTCookieAuthView, "login_social_jwt_cookie"),
]

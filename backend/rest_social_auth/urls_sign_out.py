from __future__ import annotations

from django.urls import re_path

from rest_social_auth.sessions import SessionsView, SessionView
from rest_social_auth.sign_out import HAS_JWT, LogoutEverywhereView, LogoutView

urlpatterns = [
    re_path(r"^logout/?$", LogoutView.as_view(), name="social_logout"),
    re_path(
        r"^logout/everywhere/?$", LogoutEverywhereView.as_view(), name="social_logout_everywhere"
    ),
    re_path(r"^sessions/?$", SessionsView.as_view(), name="social_sessions"),
    re_path(r"^sessions/(?P<id>[0-9a-f]+)/?$", SessionView.as_view(), name="social_session"),
]

if HAS_JWT:
    from rest_social_auth import jwt_views as jwt

    urlpatterns += [
        re_path(r"^token/refresh/?$", jwt.TokenRefreshView.as_view(), name="social_token_refresh"),
        re_path(r"^token/verify/?$", jwt.TokenVerifyView.as_view(), name="social_token_verify"),
        re_path(r"^token/revoke/?$", jwt.TokenRevokeView.as_view(), name="social_token_revoke"),
    ]

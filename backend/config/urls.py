"""Every URL of the demo."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/login/", include("rest_social_auth.urls_session")),
    path("api/login/", include("rest_social_auth.urls_token")),
    path("api/login/", include("rest_social_auth.urls_jwt")),
    path("api/login/", include("rest_social_auth.urls_jwt_pair")),
    path("api/login/", include("rest_social_auth.urls_jwt_sliding")),
    path("api/login/", include("rest_social_auth.urls_jwt_cookie")),
    path("api/login/", include("rest_social_auth.urls_begin")),
    path("api/", include("rest_social_auth.urls_connections")),
    path("api/", include("rest_social_auth.urls_sign_out")),
    path("", include("demo.urls")),  # last, because it matches everything else below /api/
]

handler400 = "demo.problems.bad_request"
handler403 = "demo.problems.permission_denied"
handler404 = "demo.problems.not_found"
handler500 = "demo.problems.server_error"

from __future__ import annotations

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path
from stranger.arrival import views

urlpatterns = [
    path("api/login/", include("rest_social_auth.urls_session")),
    path("api/login/", include("rest_social_auth.urls_token")),
    path("api/login/", include("rest_social_auth.urls_jwt_pair")),
    path("api/login/", include("rest_social_auth.urls_jwt_sliding")),
    path("api/login/", include("rest_social_auth.urls_knox")),
    path("api/login/social/", views.MyView.as_view(), name="social_login"),
    path("api/login/social/<provider>", views.MyView.as_view(), name="social_login_provider"),
    path("api/logout/session/", views.LogoutView.as_view()),
    path("api/user/session/", views.BySession.as_view()),
    path("api/user/token/", views.ByToken.as_view()),
    path("api/user/jwt/", views.ByJWT.as_view()),
    path("api/user/knox/", views.ByKnox.as_view()),
    path("popup/callback-<slug:provider>.html", lambda r, provider: HttpResponse(), name="home"),
    path("admin/", admin.site.urls),
]

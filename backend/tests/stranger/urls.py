from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path
from stranger.accounts import views

urlpatterns = [
    path("api/login/", include("rest_social_auth.urls_session")),
    path("api/login/", include("rest_social_auth.urls_token")),
    path("api/login/", include("rest_social_auth.urls_jwt_pair")),
    path("api/login/", include("rest_social_auth.urls_jwt_sliding")),
    path("api/login/", include("rest_social_auth.urls_knox")),
    path("api/login/social/", views.MySocialView.as_view(), name="social_login"),
    path("api/login/renamed/", views.RenamingView.as_view(), name="renamed"),
    path("api/login/nick/", views.NickView.as_view(), name="nick"),
    path("api/who/", views.WhoView.as_view(), name="who"),
    path("popup/callback-<slug:provider>.html", lambda r, p: HttpResponse(), name="signed_in"),
]

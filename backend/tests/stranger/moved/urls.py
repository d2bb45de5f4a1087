from __future__ import annotations

from django.urls import include, path
from stranger.moved import views

urlpatterns = [
    path("api/login/", include("rest_social_auth.urls_begin")),
    path("api/login/", include("rest_social_auth.urls_session")),
    path("api/login/", include("rest_social_auth.urls_token")),
    path("api/login/social/hooked/", views.HookedView.as_view()),
    path("api/login/social/tenant/", views.TenantView.as_view()),
    path("api/login/social/old_oauth1/", views.OldOAuth1View.as_view()),
    path("api/login/social/own_words/", views.InOwnWordsView.as_view()),
    path("api/", include("rest_social_auth.urls_connections")),
    path("", include("stranger.moved.classic_urls", namespace="social")),
]

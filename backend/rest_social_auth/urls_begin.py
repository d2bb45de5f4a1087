from __future__ import annotations

from django.urls import re_path

from rest_social_auth import begin_views as views
from rest_social_auth.endpoint.routes import login_routes

urlpatterns = [
    re_path(r"^social/providers/?$", views.ProvidersView.as_view(), name="login_social_providers"),
    *login_routes("begin/", views.BeginView, "login_social_begin"),
]

from __future__ import annotations

from rest_social_auth import views
from rest_social_auth.endpoint.routes import login_routes

urlpatterns = [
    *login_routes("session/", views.SocialSessionAuthView, "login_social_session"),
]

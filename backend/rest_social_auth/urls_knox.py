from __future__ import annotations

from rest_social_auth import views
from rest_social_auth.routes import login_routes

urlpatterns = [
    *login_routes("knox/", views.SocialKnoxOnlyAuthView, "login_social_knox"),
    *login_routes("knox_user/", views.SocialKnoxUserAuthView, "login_social_knox_user"),
]

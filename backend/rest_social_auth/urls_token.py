from __future__ import annotations

from rest_social_auth import views
from rest_social_auth.endpoint.routes import login_routes

urlpatterns = [
    *login_routes("token/", views.SocialTokenOnlyAuthView, "login_social_token"),
    *login_routes("token_user/", views.SocialTokenUserAuthView, "login_social_token_user"),
]

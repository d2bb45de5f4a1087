from __future__ import annotations

from rest_social_auth import views
from rest_social_auth.endpoint.routes import login_routes, require

require("rest_framework_simplejwt", package="djangorestframework-simplejwt", include=__name__)

urlpatterns = [
    *login_routes("jwt-pair/", views.SocialJWTPairOnlyAuthView, "login_social_jwt_pair"),
    *login_routes("jwt-pair-user/", views.SocialJWTPairUserAuthView, "login_social_jwt_pair_user"),
]

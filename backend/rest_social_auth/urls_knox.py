from __future__ import annotations

from rest_social_auth import views
from rest_social_auth.endpoint.routes import login_routes, require

require("knox", package="django-rest-knox", include=__name__)

urlpatterns = [
    *login_routes("knox/", views.SocialKnoxOnlyAuthView, "login_social_knox"),
    *login_routes("knox_user/", views.SocialKnoxUserAuthView, "login_social_knox_user"),
]

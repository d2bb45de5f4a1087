from __future__ import annotations

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from rest_social_auth import views
from rest_social_auth.endpoint.routes import login_routes

if find_spec("knox") is None:
    raise ImproperlyConfigured("rest_social_auth.urls_knox needs: pip install django-rest-knox")

urlpatterns = [
    *login_routes("knox/", views.SocialKnoxOnlyAuthView, "login_social_knox"),
    *login_routes("knox_user/", views.SocialKnoxUserAuthView, "login_social_knox_user"),
]

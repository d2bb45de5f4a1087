from __future__ import annotations

from django.urls import re_path

from rest_social_auth.me import MeView

urlpatterns = [re_path(r"^me/?$", MeView.as_view(), name="social_me")]

from __future__ import annotations

from django.urls import include, path
from rest_framework_simplejwt.views import TokenRefreshView
from stranger.house.urls import urlpatterns as house

urlpatterns = [
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("", include((house, "house"))),
]

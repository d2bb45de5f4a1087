"""social_django's pages, with the callback at a URL that the mock provider knows."""

from __future__ import annotations

from django.urls import path
from social_django import views

app_name = "social"
urlpatterns = [
    path("classic/login/<str:backend>/", views.auth, name="begin"),
    path("popup/callback-<str:backend>.html", views.complete, name="complete"),
]

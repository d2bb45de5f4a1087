from __future__ import annotations

from django.urls import re_path

from rest_social_auth.connections import ConnectionsView, ConnectionView

urlpatterns = [
    re_path(r"^social/connections/?$", ConnectionsView.as_view(), name="social_connections"),
    re_path(
        r"^social/connections/(?P<id>[a-zA-Z0-9_.-]+)/?$",
        ConnectionView.as_view(),
        name="social_connection",
    ),
]

from __future__ import annotations

from django.urls import path, re_path

from demo import views
from demo.callback import callback
from demo.problems import nothing_here

urlpatterns = [
    # Beside the page's own `popup/callback.html`, so that what it refers to is found from here too.
    path("popup/callback-<slug:provider>.html", callback, name="callback"),
    re_path(r"^api/me/?$", views.MeView.as_view(), name="me"),
    re_path(r"^api/logout/?$", views.LogoutView.as_view(), name="logout"),
    re_path(r"^api/", nothing_here),
]

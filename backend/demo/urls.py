from __future__ import annotations

from django.urls import include, path, re_path

from demo import views
from demo.callback import callback
from demo.docs import SchemaView, docs
from demo.documents import document
from demo.page import one_tap, other_version, page
from demo.problems import nothing_here
from rest_social_auth.endpoint.routes import login_routes

urlpatterns = [
    path("", page, name="page"),  # reached on split domains only; WhiteNoise comes first
    # WhiteNoise has already served this version's files under that name.
    re_path(r"^v-[0-9a-f]{12}/(?P<path>([\w-]+/)*[\w-]+\.(js|css|svg))$", other_version),
    # Beside the page's own `popup/callback.html`, so that its relative links work here, too.
    path("popup/callback-<slug:provider>.html", callback, name="callback"),
    path("documents/<name>", document),
    path("one-tap", one_tap),
    re_path(r"^api/me/?$", views.MeView.as_view(), name="me"),
    # After the app's own, because a provider's name matches anything after social/.
    path("api/login/", include(login_routes("", views.MySocialView, "social_login"))),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", docs, name="docs"),
    re_path(r"^api/", nothing_here),
]

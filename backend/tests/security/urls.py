"""The demo's URLs, and those of knox, which the demo does not include."""

from __future__ import annotations

from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as demo

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [path("api/login/", include("rest_social_auth.urls_knox")), *demo]

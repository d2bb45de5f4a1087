from __future__ import annotations

from django.apps import AppConfig


class RestSocialAuthConfig(AppConfig):
    name = "rest_social_auth"
    verbose_name = "REST social login"

    def ready(self) -> None:
        from rest_social_auth import transport

        transport.install()

from __future__ import annotations

from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class RestSocialAuthConfig(AppConfig):
    name = "rest_social_auth"
    verbose_name = "REST social login"

    def ready(self) -> None:
        from rest_social_auth import checks  # noqa: F401 (it registers)
        from rest_social_auth.accounts import locks, recent_sign_in  # noqa: F401 (they register)
        from rest_social_auth.conf import conf
        from rest_social_auth.flow import browser  # noqa: F401 (it registers)
        from rest_social_auth.provider import transport

        if conf.mock_url and not settings.DEBUG:
            # A server runs no checks, and with the mocks anyone can sign in as anyone.
            raise ImproperlyConfigured(
                "REST_SOCIAL_MOCK_URL is set and DEBUG is off: mock providers are for development."
            )
        transport.install()
        if apps.is_installed("drf_spectacular") and find_spec("rest_social_auth.schema"):
            from rest_social_auth.schema import (  # noqa: F401 (they register)
                names,
                sign_out,
                spectacular,
            )

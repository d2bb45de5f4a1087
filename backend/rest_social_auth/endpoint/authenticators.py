"""How the knox and JWT logins authenticate a request, if those packages are installed."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication
from social_core.backends.base import BaseAuth


class KnoxAuthMixin:
    def get_authenticators(self) -> list[BaseAuthentication]:
        from knox.auth import TokenAuthentication as Knox

        return [Knox()]

    def do_login(self, backend: BaseAuth[Any], user: Any) -> None:
        """Leave it to knox's own view: it makes the token and sends `user_logged_in`."""


class SimpleJWTAuthMixin:
    def get_authenticators(self) -> list[BaseAuthentication]:
        from rest_framework_simplejwt.authentication import JWTAuthentication

        return [JWTAuthentication()]

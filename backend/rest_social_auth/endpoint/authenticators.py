"""How requests to the knox and JWT logins say who they are, if those packages are installed."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication


class KnoxAuthMixin:
    def get_authenticators(self) -> list[BaseAuthentication]:
        from knox.auth import TokenAuthentication as Knox

        return [Knox()]


class SimpleJWTAuthMixin:
    def get_authenticators(self) -> list[BaseAuthentication]:
        from rest_framework_simplejwt.authentication import JWTAuthentication

        return [JWTAuthentication()]

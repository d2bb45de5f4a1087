"""Expired credentials must not keep anyone from signing in.

A page may still send its old token, or a session without the CSRF token, with the request that is
to give it a new one. A login does not depend on who is signed in, yet throttles, REST framework's
browsable API and signal receivers read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request


class Forgiving(BaseAuthentication):
    """An authenticator whose refusal counts as no credentials."""

    def __init__(self, authenticator: BaseAuthentication) -> None:
        self.authenticator = authenticator
        self.refusal: APIException | None = None

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        try:
            return self.authenticator.authenticate(request)
        except APIException as error:
            self.refusal = error
            return None

    def authenticate_header(self, request: Request) -> str | None:
        return self.authenticator.authenticate_header(request)


def forgiving(authenticators: Iterable[Any] | None) -> list[BaseAuthentication]:
    return [Forgiving(each) for each in authenticators or ()]


def insist_on_credentials(request: Request) -> None:
    """Raise the refusal that was forgiven, if any, because who is signed in matters now."""
    _ = request.user  # runs the authenticators
    for each in request.authenticators or ():
        if isinstance(each, Forgiving) and each.refusal is not None:
            raise each.refusal

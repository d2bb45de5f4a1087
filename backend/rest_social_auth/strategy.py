"""How social-core meets REST framework: the callback's parameters come in the request's body."""

from __future__ import annotations

import time
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthAssociationError, AuthPolicyError
from social_core.utils import user_is_active
from social_django.strategy import DjangoStrategy

from rest_social_auth.backends import adapted

CONFLICTS = {"identity_in_use", "username_in_use", "email_in_use"}
ATTEMPTS = 4


class DRFStrategy(DjangoStrategy):
    """Django's strategy, with `request.auth_data` for the callback and sessions optional."""

    def __init__(
        self, storage: Any, request: Request | HttpRequest | None = None, tpl: Any = None
    ) -> None:
        self.request = request
        # Token APIs may run without SessionMiddleware; then nothing outlives the request.
        self.session: Any = getattr(request, "session", {})
        self.pipeline_error: Exception | None = None
        # Past DjangoStrategy, which insists on a session.
        super(DjangoStrategy, self).__init__(storage, tpl)

    def get_request_data(self, merge: bool = True) -> dict[str, Any]:
        data: dict[str, Any] = getattr(self.request, "auth_data", {})
        return data

    def get_backend_class(self, name: str) -> type[BaseAuth[Any]]:
        plain: Any = super().get_backend_class(name)
        backend: type[BaseAuth[Any]] = adapted(plain)
        return backend

    def authenticate(self, backend: BaseAuth[Any], **kwargs: Any) -> Any:
        """Run the pipeline in one transaction: a user and a connection, or neither.

        The provider has answered by now, so nothing slow happens inside. Of two first sign-ins of
        one person, or of two people who want one username, the loser's rows are undone and it runs
        again, to find what the winner made.
        """
        try:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with transaction.atomic():
                        user = super().authenticate(backend, **kwargs)
                        self.refuse_inactive(backend, user)
                        return user
                except (IntegrityError, AuthAssociationError) as error:
                    lost_a_race = getattr(error, "code", None) in CONFLICTS | {None}
                    if not lost_a_race or kwargs.get("user") or attempt == ATTEMPTS:
                        raise
                    time.sleep(0.01 * 2**attempt)
        except Exception as error:
            self.pipeline_error = error
            raise

    def refuse_inactive(self, backend: BaseAuth[Any], user: Any) -> None:
        """Undo what the pipeline wrote, and stop, where the account is deactivated."""
        if hasattr(user, "is_active") and not user_is_active(user):
            raise AuthPolicyError(backend, code="account_disabled", stage="pipeline")

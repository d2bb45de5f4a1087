"""Refuse people whose account has been deactivated or deleted."""

from __future__ import annotations

from typing import Any

from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthPolicyError
from social_core.utils import user_is_active

from rest_social_auth.accounts.locks import RowGone


def refuse_inactive(backend: BaseAuth[Any], user: Any) -> None:
    """Raise AuthPolicyError if the account is deactivated."""
    if not hasattr(backend.strategy.request, "auth_data"):  # type: ignore[attr-defined]
        return  # social_django's own pages, which send the person to INACTIVE_USER_URL
    if hasattr(user, "is_active") and not user_is_active(user):
        raise AuthPolicyError(backend, code="account_disabled", stage="pipeline")


def refuse_gone(backend: BaseAuth[Any], user: Any | None) -> None:
    """Raise RowGone if the user has been deleted, AuthPolicyError if deactivated."""
    if user is None:
        raise RowGone("The user has been deleted.")
    refuse_inactive(backend, user)

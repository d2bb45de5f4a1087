"""Users whom the project creates as Django itself does, for which fewer statements are enough."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import UserManager
from social_core.backends.base import BaseAuth
from social_django.models import DjangoStorage


def creates_plain_users(storage: Any) -> bool:
    """Return True if the user model is created by Django's manager and has Django's names."""
    model: Any = storage.user.user_model()
    manager = type(model._default_manager)
    return (
        storage is DjangoStorage
        and getattr(manager, "create_user", None) is UserManager.create_user
        and {"username", "first_name", "last_name"} <= {f.name for f in model._meta.fields}
    )


def name_fields(strategy: Any, backend: BaseAuth[Any] | None) -> list[str]:
    """Return the name fields to set when creating the user, instead of in a later UPDATE."""
    if not creates_plain_users(strategy.storage):
        return []
    left_alone = {
        *strategy.setting("PROTECTED_USER_FIELDS", [], backend),
        *strategy.setting("USER_FIELD_MAPPING", {}, backend),
    }
    return [name for name in ("first_name", "last_name") if name not in left_alone]

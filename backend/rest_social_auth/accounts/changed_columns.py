"""Which columns of a user social-core would change, without its save() of the whole row."""

from __future__ import annotations

from typing import Any

from social_core.pipeline.user import user_details


def changed_columns(user: Any, **kwargs: Any) -> list[str]:
    """Set what social-core's `user_details` sets, without saving; return what has changed."""
    fields = user._meta.concrete_fields
    before = {field.name: getattr(user, field.attname) for field in fields}
    user.save = lambda: None
    try:
        user_details(user=user, **kwargs)
    finally:
        del user.save
    return [each.name for each in fields if getattr(user, each.attname) != before[each.name]]

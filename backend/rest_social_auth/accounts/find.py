"""Find the user whom an operator means."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError


def user_called(name: str) -> Any:
    """Return the user with this username, or with this e-mail address if only one has it.

    Raises CommandError.
    """
    users: Any = get_user_model()
    rows = users._default_manager
    found = [*rows.filter(**{users.USERNAME_FIELD: name})]
    if not found:
        found = [*rows.filter(**{f"{users.get_email_field_name()}__iexact": name})]
    if not found:
        raise CommandError(f"Nobody has the username or the e-mail address “{name}”.")
    if len(found) > 1:
        names = ", ".join(each.get_username() for each in found)
        raise CommandError(f"Several users have this e-mail address: {names}. Name one of them.")
    return found[0]

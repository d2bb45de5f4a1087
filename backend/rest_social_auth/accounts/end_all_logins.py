"""Sign a user out everywhere: every session, every token, every refresh token."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model

from rest_social_auth.accounts import sessions
from rest_social_auth.accounts.locks import user_locked


def end_all_logins(pk: Any) -> bool:
    """End every login of the user with this key; return False if some of their sessions go on.

    They do if the user has a password, which Django ties sessions to, and the store cannot list
    sessions. Access tokens of simplejwt are valid until they expire.
    """
    with user_locked(get_user_model(), pk=pk) as user:
        if user is None:
            return True
        end_tokens(user)
        return end_sessions(user)


def end_tokens(user: Any) -> None:
    if apps.is_installed("rest_framework.authtoken"):
        apps.get_model("authtoken", "Token").objects.filter(user=user).delete()
    if apps.is_installed("knox"):
        from knox.models import get_token_model

        get_token_model().objects.filter(user=user).delete()
    if apps.is_installed("rest_framework_simplejwt.token_blacklist"):
        from rest_social_auth.accounts import refresh_tokens

        refresh_tokens.end(user.pk)


def end_sessions(user: Any) -> bool:
    """End the user's sessions; return False if that is not possible."""
    if not user.has_usable_password():
        user.set_unusable_password()  # a new one, which no session has seen
        user.save(update_fields=["password"])
        return True
    if not sessions.can_list():
        return False
    for row, _ in [*sessions.sessions_of(user)]:
        sessions.end(row)
    return True

"""Sign a user out everywhere: every session, every token, every refresh token."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model

from rest_social_auth.accounts import sessions
from rest_social_auth.accounts.locks import user_locked
from rest_social_auth.accounts.recent_sign_in import CLAIM


def end_all_logins(pk: Any) -> bool:
    """End every login of the user with this key; return False if some of their sessions continue.

    They do if the user has a password, which Django ties sessions to, and the store cannot list
    sessions. Access tokens of simplejwt are valid until they expire.
    """
    with user_locked(get_user_model(), pk=pk) as user:
        if user is None:
            return True
        end_tokens(user)
        return end_sessions(user)


def end_tokens(user: Any, *, keep: Any = None) -> None:
    """End the user's tokens, except for what belongs to the login that has the token `keep`."""
    if apps.is_installed("rest_framework.authtoken"):
        apps.get_model("authtoken", "Token").objects.filter(user=user).delete()
    if apps.is_installed("knox"):
        from knox.models import get_token_model

        own = getattr(keep, "pk", None)
        get_token_model().objects.filter(user=user).exclude(pk=own).delete()
    if apps.is_installed("rest_framework_simplejwt.token_blacklist"):
        from rest_social_auth.accounts import refresh_tokens

        refresh_tokens.end(user.pk, but_of=getattr(keep, "payload", {}).get(CLAIM))


def end_sessions(user: Any) -> bool:
    """End the user's sessions; return False if that is not possible."""
    if not user.has_usable_password():
        renew_unusable_password(user)
        return True
    if not sessions.can_list():
        return False
    for row, _ in [*sessions.sessions_of(user)]:
        sessions.end(row)
    return True


def renew_unusable_password(user: Any) -> None:
    """End the sessions of a user without a password: Django ties sessions to it, even so."""
    user.set_unusable_password()
    user.save(update_fields=["password"])

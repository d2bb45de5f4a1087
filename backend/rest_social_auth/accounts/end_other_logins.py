"""Revoke the user's other sessions and tokens when an account is unlinked.

Somebody who had linked an account of their own to a stranger's user would otherwise stay signed in
after the owner has unlinked it. The login that unlinks stays.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import update_session_auth_hash
from rest_framework.request import Request

from rest_social_auth.accounts.end_all_logins import end_tokens, renew_unusable_password


def end_other_logins(request: Request, user: Any) -> str | None:
    """End the user's logins except for this one; return its new token if it needs one.

    The sessions of users who have a password continue, because Django ties sessions to the
    password. Access tokens of simplejwt stay valid until they expire.
    """
    end_tokens(user, keep=request.auth)
    if not user.has_usable_password():
        renew_unusable_password(user)
        if getattr(request, "session", None) is not None and not request.auth:
            update_session_auth_hash(request._request, user)
    return renew_shared_token(request.auth, user)


def renew_shared_token(own: Any, user: Any) -> str | None:
    """Return a new token if this login's own was REST framework's, which all logins share."""
    if not apps.is_installed("rest_framework.authtoken"):
        return None
    model: Any = apps.get_model("authtoken", "Token")
    return str(model.objects.create(user=user).key) if isinstance(own, model) else None

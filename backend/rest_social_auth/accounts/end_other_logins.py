"""Revoke the user's other sessions and tokens when an account is unlinked.

Somebody who had linked an account of their own to a stranger's user would otherwise stay signed in
after the owner has unlinked it. The login that unlinks stays.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import update_session_auth_hash
from rest_framework.request import Request

from rest_social_auth.accounts.recent_sign_in import CLAIM


def end_other_logins(request: Request, user: Any) -> str | None:
    """End the user's logins except for this one; return its new token if it needs one.

    Django ties sessions to the password, so a user without one gets a new unusable password. The
    sessions of users who have a password continue, and access tokens stay valid until they expire.
    """
    token = None
    if apps.is_installed("rest_framework.authtoken"):
        token = renew_shared_token(request, user)
    if apps.is_installed("knox"):
        end_knox_tokens(request, user)
    if apps.is_installed("rest_framework_simplejwt.token_blacklist"):
        end_refresh_tokens(request, user)
    if not user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        if getattr(request, "session", None) is not None and not request.auth:
            update_session_auth_hash(request._request, user)
    return token


def renew_shared_token(request: Request, user: Any) -> str | None:
    """End REST framework's token; return a new one if this request came with it.

    A user has one such token for all logins, so the old one cannot stay for this login alone.
    """
    model: Any = apps.get_model("authtoken", "Token")
    model.objects.filter(user=user).delete()
    if not isinstance(request.auth, model):
        return None
    return str(model.objects.create(user=user).key)


def end_knox_tokens(request: Request, user: Any) -> None:
    from knox.models import get_token_model

    own = getattr(request.auth, "pk", None)
    get_token_model().objects.filter(user=user).exclude(pk=own).delete()


def end_refresh_tokens(request: Request, user: Any) -> None:
    """Blacklist the refresh tokens of all sign-ins but the one that this access token is from."""
    from rest_social_auth.accounts import refresh_tokens

    own = getattr(request.auth, "payload", {}).get(CLAIM)
    refresh_tokens.end(user.pk, but_of=own)

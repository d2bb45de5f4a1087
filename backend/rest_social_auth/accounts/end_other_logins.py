"""Ending what a user is signed in by, when a way in is taken away.

Somebody who had linked an account of their own to a stranger's user would otherwise stay signed in
after the owner has unlinked it.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import update_session_auth_hash
from rest_framework.request import Request


def end_other_logins(request: Request, user: Any) -> None:
    """End the user's tokens, and the sessions other than this one.

    Sessions hang on the password: where there is none, a new "none" ends them. Those of a user who
    has a password go on, and access tokens live out their minutes.
    """
    if apps.is_installed("rest_framework.authtoken"):
        apps.get_model("authtoken", "Token").objects.filter(user=user).delete()
    if apps.is_installed("knox"):
        from knox.models import get_token_model

        own = getattr(request.auth, "pk", None)
        get_token_model().objects.filter(user=user).exclude(pk=own).delete()
    if apps.is_installed("rest_framework_simplejwt.token_blacklist"):
        used: Any = apps.get_model("token_blacklist", "BlacklistedToken").objects
        given: Any = apps.get_model("token_blacklist", "OutstandingToken").objects
        for each in given.filter(user_id=user.pk, blacklistedtoken=None):
            used.get_or_create(token=each)
    if not user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        if getattr(request, "session", None) is not None and not request.auth:
            update_session_auth_hash(request._request, user)

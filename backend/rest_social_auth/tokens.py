"""Make each token the way that its own library's login view does.

So the library's settings, models, signals and hooks work here as well. Each function gets the user
who has signed in; what it raises is a refusal by that library.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from django.apps import apps
from django.contrib.auth.models import update_last_login
from django.db import IntegrityError
from django.utils.module_loading import import_string
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from rest_social_auth.accounts.locks import account_disabled, still_linked


def rest_framework_token(user: Any) -> str:
    """Return the user's one token, a new one if there is none."""
    from rest_framework.authtoken.models import Token

    if getattr(user, "is_new", False):
        with suppress(IntegrityError):
            return str(Token.objects.create(user=user).key)
        # A concurrent request by the same person has created the token first.
        return str(Token.objects.get(user=user).key)
    with suppress(AttributeError, Token.DoesNotExist):
        return str(user.auth_token.key)  # loaded with the user, by `find_connection`
    with still_linked(user):
        return str(Token.objects.get_or_create(user=user)[0].key)


def knox_token(user: Any, request: Request, login_view: type[Any]) -> str:
    """Return the new token that knox's login view responds with, and send its `user_logged_in`.

    Raises PermissionDenied `token_limit_reached` at TOKEN_LIMIT_PER_USER.
    """
    request.user = user
    with still_linked(user):
        response = login_view(request=request, format_kwarg=None).post(request)
    if response.status_code == 403:
        raise PermissionDenied(
            "This user has as many tokens as allowed.", code="token_limit_reached"
        )
    token: str = response.data["token"]
    return token


def configured_token(setting: str, user: Any) -> Any:
    """Return a JSON Web Token of the serializer that `setting` of SIMPLE_JWT names."""
    from rest_framework_simplejwt.settings import api_settings

    return import_string(getattr(api_settings, setting)).get_token(user)


def not_while_unlinking(user: Any) -> AbstractContextManager[None]:
    """Hold the user while a JSON Web Token is made, if unlinking an account could revoke it."""
    revocable = apps.is_installed("rest_framework_simplejwt.token_blacklist")
    return still_linked(user) if revocable else nullcontext()


def check_authentication_rule(user: Any) -> None:
    """Raises PermissionDenied `account_disabled` if SIMPLE_JWT's rule refuses the user."""
    from rest_framework_simplejwt.settings import api_settings

    if not api_settings.USER_AUTHENTICATION_RULE(user):
        raise account_disabled()


def note_last_login(user: Any) -> None:
    """Update the user's `last_login` if SIMPLE_JWT asks for it."""
    from rest_framework_simplejwt.settings import api_settings

    if api_settings.UPDATE_LAST_LOGIN:
        update_last_login(None, user)  # type: ignore[arg-type]

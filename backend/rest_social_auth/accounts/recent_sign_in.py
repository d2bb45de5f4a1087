"""When the user last signed in, stored with rows that are written anyway.

Sessions store it themselves, JSON Web Tokens in the claim `auth_time` (OpenID Connect Core §2). For
tokens that do not record it, it is stored with the user's connections.
"""

from __future__ import annotations

from time import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from rest_framework.request import Request

CLAIM = "auth_time"
# Not social-core's `auth_time` in extra_data, which changes whenever a provider's token is renewed.
KEY = "signed_in_at"


def now() -> int:
    return int(time())


def signed_in_at(request: Request) -> int:
    """Return when the person behind the request signed in, in seconds since the epoch.

    A renewed JSON Web Token keeps the time of the first one. Returns 0 if it is not known.
    """
    if request.auth is None:
        session = getattr(request, "session", {})
        user: Any = request.user
        whose = user._meta.pk.value_to_string(user)
        return int(session.get(KEY, 0)) if session.get(SESSION_KEY) == whose else 0
    claims = getattr(request.auth, "payload", None)
    if claims is not None:
        return int(claims.get(CLAIM, 0))
    from social_django.utils import Storage  # which itself imports the strategy

    found = Storage.user.get_social_auth_for_user(request.user)
    kept = (each.extra_data for each in found if isinstance(each.extra_data, dict))
    return max((each.get(KEY, 0) for each in kept), default=0)


@receiver(user_logged_in)
def note_sign_in(request: Any, user: Any, **kwargs: Any) -> None:
    """Store when this session's user signed in, with a provider or by any other Django login.

    Django keeps the session key when the same user signs in again. We rotate it; otherwise a
    stolen session would become recent as well. A sign-in to a token does not change the session.
    """
    session = getattr(request, "session", None)
    if session is None or session.get(SESSION_KEY) != user._meta.pk.value_to_string(user):
        return
    if KEY in session:
        session.cycle_key()
    session[KEY] = now()

"""Only the user, after a recent sign-in, may change how they sign in.

A stolen session or token must not be enough to link the thief's own account and keep access.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request

from rest_social_auth.accounts import recent_sign_in
from rest_social_auth.conf import conf


class IsInDatabase(BasePermission):
    """Allow users that are rows: simplejwt's stateless users are not, so nothing links to them."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, get_user_model())


class SignInTooOld(PermissionDenied):
    default_detail = "Please sign in again: this requires a recent sign-in."
    default_code = "reauthentication_required"
    # The same attributes as social-core's own exceptions have.
    source, stage, recovery = "session", "begin", "reauthenticate"


class RecentSignIn(BasePermission):
    """Allow users whose sign-in is recent (REST_SOCIAL_RECENT_SIGN_IN); reads always pass.

    Raises SignInTooOld, which REST framework's own exception handler knows as well.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        limit = conf.recent_sign_in
        if request.method in SAFE_METHODS or limit is None:
            return True
        if recent_sign_in.now() - recent_sign_in.signed_in_at(request) <= limit:
            return True
        raise SignInTooOld


MAY_LINK = (IsAuthenticated, IsInDatabase, RecentSignIn)

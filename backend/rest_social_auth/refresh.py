"""Refresh tokens that work once, for simplejwt's own views.

    SIMPLE_JWT = {
        "ROTATE_REFRESH_TOKENS": True,
        "BLACKLIST_AFTER_ROTATION": True,
        "TOKEN_REFRESH_SERIALIZER": "rest_social_auth.refresh.OneTimeRefreshSerializer",
    }

Without it, simplejwt 5 lets several concurrent requests use one token, since each reads the
blacklist before any has written to it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.serializers import TokenRefreshSerializer
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken
from rest_framework_simplejwt.tokens import RefreshToken

from rest_social_auth.accounts import refresh_tokens
from rest_social_auth.accounts.recent_sign_in import CLAIM
from rest_social_auth.accounts.refresh_tokens import claims_of, owner_locked


class OneTimeRefreshSerializer(TokenRefreshSerializer):
    """Accept a refresh token once. A second use means theft, and revokes the sign-in's tokens."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        if claims_of(attrs["refresh"]) is None:
            # This refuses it. Otherwise anyone could revoke anyone's tokens.
            return self.renewed(attrs)
        token = self.token_class(attrs["refresh"], verify=False)
        try:
            with owner_locked(token.payload):
                try:
                    return self.renewed(attrs)
                except TokenError as error:
                    end_family(token)
                    refused = error
        except get_user_model().DoesNotExist as error:
            raise InvalidToken from error
        raise refused

    def renewed(self, attrs: dict[str, Any]) -> dict[str, str]:
        response: dict[str, str] = super().validate(attrs)
        return response


def end(refresh: str) -> None:
    """Blacklist a refresh token, to sign out. Raises TokenError if it is no longer valid."""
    token = RefreshToken(refresh)  # type: ignore[arg-type]
    with owner_locked(token.payload):
        token.blacklist()


def end_family(token: Any) -> None:
    """Blacklist what descends from the same sign-in as this token, if it was used before.

    A token that does not say when the person signed in ends all of the user's.
    """
    jti = token.get(api_settings.JTI_CLAIM)
    used = BlacklistedToken.objects.filter(token__jti=jti).select_related("token")
    for each in used:
        refresh_tokens.end(each.token.user_id, of=token.get(CLAIM))

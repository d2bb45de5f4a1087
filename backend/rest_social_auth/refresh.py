"""Refresh tokens that work once, for simplejwt's own views.

    SIMPLE_JWT = {
        "ROTATE_REFRESH_TOKENS": True,
        "BLACKLIST_AFTER_ROTATION": True,
        "TOKEN_REFRESH_SERIALIZER": "rest_social_auth.refresh.OneTimeRefreshSerializer",
    }

Without it, simplejwt 5 lets several requests at once use one token, since each looks at the
blacklist before any has written to it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from rest_framework_simplejwt import state
from rest_framework_simplejwt.exceptions import (
    InvalidToken,
    TokenBackendError,
    TokenBackendExpiredToken,
    TokenError,
)
from rest_framework_simplejwt.serializers import TokenRefreshSerializer
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken


class OneTimeRefreshSerializer(TokenRefreshSerializer):
    """Answer one use of a refresh token. A second one means theft, whoever came first: end all."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        try:
            with transaction.atomic():
                list(OutstandingToken.objects.select_for_update().filter(jti=self.jti(attrs)))
                answer: dict[str, str] = super().validate(attrs)
                return answer
        except get_user_model().DoesNotExist as error:
            raise InvalidToken from error
        except TokenError:
            if self.is_ours(attrs):
                end_family(self.jti(attrs))
            raise

    def jti(self, attrs: dict[str, Any]) -> str:
        """Return the id that the token claims to have. Raises TokenError where it has none."""
        return str(self.token_class(attrs["refresh"], verify=False).get("jti"))

    def is_ours(self, attrs: dict[str, Any]) -> bool:
        """Tell whether the signature is good; else anybody could end anybody's tokens."""
        try:
            state.token_backend.decode(attrs["refresh"])
        except TokenBackendExpiredToken:  # which is told only of those with a good signature
            return True
        except TokenBackendError:
            return False
        return True


def end_family(jti: str) -> None:
    """Blacklist every refresh token of the user whose token `jti` has been used before."""
    used = BlacklistedToken.objects.filter(token__jti=jti).select_related("token").first()
    if used is None or used.token.user_id is None:
        return
    for each in OutstandingToken.objects.filter(user_id=used.token.user_id, blacklistedtoken=None):
        BlacklistedToken.objects.get_or_create(token=each)

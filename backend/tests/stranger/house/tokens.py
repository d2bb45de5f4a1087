from __future__ import annotations

import datetime
import json

from rest_framework_simplejwt.serializers import (
    TokenObtainPairSerializer,
    TokenObtainSlidingSerializer,
)


class Encoder(json.JSONEncoder):
    """Writes dates, which JSON has no type for (JSON_ENCODER)."""

    def default(self, value):
        return value.isoformat() if isinstance(value, datetime.date) else super().default(value)


class PairWithName(TokenObtainPairSerializer):
    @classmethod
    def get_token(cls, user):
        token = super().get_token(user)
        token["name"] = user.get_username()
        token["since"] = user.date_joined.date()
        return token


class SlidingWithName(TokenObtainSlidingSerializer):
    @classmethod
    def get_token(cls, user):
        token = super().get_token(user)
        token["name"] = user.get_username()
        return token


def not_sam(user):
    """Say who may have a JSON Web Token (USER_AUTHENTICATION_RULE)."""
    return user is not None and user.is_active and user.get_username() != "sam"

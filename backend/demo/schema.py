"""What drf-spectacular cannot find out about the demo's views. The app describes its own."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from rest_social_auth.schema.spectacular import problems

LOGOUT = {204: None, **problems(400, 401, 403, 415, 429)}


class TokenSchema(AutoSchema):
    """simplejwt's views describe everything except their failures."""

    def get_response_serializers(self) -> Any:
        return {200: super().get_response_serializers(), **problems(400, 401, 415, 429)}

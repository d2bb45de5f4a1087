"""Shapes of requests and responses that have no serializer elsewhere, as no code needs one."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from rest_social_auth.begin_views import ProtocolField


class OptionalText(serializers.CharField):
    """A field that may be left out; `null` is the same."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_null=True, **options)


class LoginInputSerializer(serializers.Serializer[Any]):
    """What the provider sent to the callback, unchanged, or an `id_token` without a code.

    OAuth 2 requires `code` (and `state` if the flow began here), OAuth 1 `oauth_token` and
    `oauth_verifier`, or neither to begin. The response to `error` is a problem.
    """

    provider = OptionalText()
    code = OptionalText()
    state = OptionalText()
    redirect_uri = OptionalText()
    iss = OptionalText()
    code_verifier = OptionalText()
    oauth_token = OptionalText()
    oauth_verifier = OptionalText()
    partial_token = OptionalText(
        help_text="Resumes a sign-in that has paused, with what was `wanted`."
    )
    id_token = OptionalText(help_text="Of a provider's SDK, One Tap or FedCM, in place of a code.")
    nonce = OptionalText(help_text="Of the id_token, if the client has made or hashed it.")
    error = OptionalText()


class BegunSerializer(serializers.Serializer[Any]):
    """A flow that has begun: where to send the person, and what the callback will carry."""

    provider = serializers.CharField()
    protocol = ProtocolField()
    authorization_url = serializers.CharField()
    state = serializers.CharField(required=False)
    oauth_token = serializers.CharField(required=False)
    expires_in = serializers.IntegerField()


def me(user: type[Any]) -> serializers.Serializer[Any]:
    """Return who is signed in, described by the serializer of the user, and the CSRF token."""
    fields = {"csrf_token": serializers.CharField(), "user": user(allow_null=True)}
    shape: type[serializers.Serializer[Any]] = type("SocialMe", (serializers.Serializer,), fields)
    return shape()


class BegunNonceSerializer(serializers.Serializer[Any]):
    """What to request an id_token with, after `{"id_token": true}`."""

    provider = serializers.CharField()
    protocol = ProtocolField()
    nonce = serializers.CharField()
    expires_in = serializers.IntegerField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A failure (RFC 9457). `code` is stable; `detail` is a sentence for people."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    source = serializers.CharField(required=False)  # type: ignore[assignment]
    stage = serializers.CharField(required=False)
    recovery = serializers.CharField(required=False)
    partial_token = serializers.CharField(
        required=False, help_text="With `login_incomplete`: send it with what is `wanted`."
    )
    wanted = serializers.ListField(child=serializers.CharField(), required=False)
    continue_url = serializers.CharField(required=False)
    hint = serializers.CharField(required=False, help_text="What to do about it; with DEBUG only.")
    errors = serializers.DictField(required=False)  # type: ignore[assignment]
    request_id = serializers.CharField(required=False)


class RenewedSerializer(serializers.Serializer[Any]):
    """A new token of REST framework, in place of the one that the request came with."""

    token = serializers.CharField()


class LeftSerializer(serializers.Serializer[Any]):
    """What could not be ended: `sessions`, if the store cannot list those of a user."""

    left = serializers.ListField(child=serializers.CharField())

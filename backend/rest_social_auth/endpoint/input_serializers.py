"""The fields that a request's body may have, each with its longest value."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class TextField(serializers.CharField):
    """Text that was sent as text: `{"code": 5}` is refused rather than turned into "5"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 4096, "trim_whitespace": False, **kwargs})

    def __deepcopy__(self, memo: object) -> TextField:
        """Return a shallow copy: each serializer binds its own, the rest may be shared."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        return made

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        value: str = super().to_internal_value(data)
        return value


class OAuth2InputSerializer(serializers.Serializer[Any]):
    """The authorization response (RFC 6749 §4.1.2), as the provider sent it to the callback."""

    provider = TextField(required=False)
    code = TextField(max_length=16 * 1024)  # some providers put a whole encrypted grant in it
    state = TextField(required=False)
    redirect_uri = TextField(required=False)
    iss = TextField(required=False)
    code_verifier = TextField(required=False)  # of a page that began the flow (RFC 7636 §4.5)


class IDTokenInputSerializer(serializers.Serializer[Any]):
    """An id_token that the provider gave to the page or the app (OpenID Connect Core §2)."""

    provider = TextField(required=False)
    id_token = TextField(max_length=16 * 1024)
    nonce = TextField(required=False)


class OAuth1InputSerializer(serializers.Serializer[Any]):
    """The person's authorization (RFC 5849 §2.2), as the provider sent it to the callback."""

    provider = TextField(required=False)
    oauth_token = TextField()
    oauth_verifier = TextField()
    redirect_uri = TextField(required=False)


class BeginSerializer(serializers.Serializer[Any]):
    """How a flow begins. `null` is the same as leaving a field out."""

    provider = TextField(required=False, allow_null=True)
    redirect_uri = TextField(required=False, allow_null=True)
    intent = serializers.ChoiceField(["sign_in", "connect"], default="sign_in")
    id_token = serializers.BooleanField(
        default=False,
        allow_null=True,
        help_text="Return a `nonce` to request an id_token with, and no URL.",
    )
    scope = TextField(
        required=False, allow_null=True, help_text="More scopes, of those that the server allows."
    )
    prompt = TextField(
        required=False, allow_null=True, help_text="E.g. `select_account` (OpenID Connect)."
    )
    login_hint = TextField(required=False, allow_null=True, max_length=320)
    next = TextField(
        required=False,
        allow_null=True,
        max_length=2048,
        help_text="Where the page will go: a path. The response to the login has it.",
    )

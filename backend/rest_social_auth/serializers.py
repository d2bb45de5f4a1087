"""What a login accepts, and what each kind of login responds with."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.module_loading import import_string
from rest_framework import serializers
from rest_framework.request import Request
from social_core.backends.utils import load_backends
from social_django.utils import Storage

from rest_social_auth import tokens
from rest_social_auth.accounts import recent_sign_in

PRIVATE_FIELDS = {
    "is_staff",
    "is_active",
    "date_joined",
    "password",
    "last_login",
    "user_permissions",
    "groups",
    "is_superuser",
}


class TextField(serializers.CharField):
    """Text that was sent as text: `{"code": 5}` is refused rather than turned into "5"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 4096, "trim_whitespace": False, **kwargs})

    def __deepcopy__(self, memo: object) -> TextField:
        """Return a shallow copy: each serializer binds its own, the rest may be shared."""
        return copy(self)

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


class OAuth1InputSerializer(serializers.Serializer[Any]):
    """The person's authorization (RFC 5849 §2.2), as the provider sent it to the callback."""

    provider = TextField(required=False)
    oauth_token = TextField()
    oauth_verifier = TextField()
    redirect_uri = TextField(required=False)


class ProtocolField(serializers.CharField):
    """`oauth1`, `oauth2` or `oidc`."""


class ProviderSerializer(serializers.Serializer[Any]):
    """What a page needs to draw a button, or to build an authorization URL itself."""

    name = serializers.CharField()
    title = serializers.CharField()
    protocol = ProtocolField()
    icon = serializers.CharField(allow_null=True)
    mock = serializers.BooleanField()
    client_id = serializers.CharField()
    scope = serializers.ListField(child=serializers.CharField())
    response_type = serializers.CharField(allow_null=True)
    authorization_endpoint = serializers.CharField(allow_null=True)
    redirect_uri = serializers.CharField()


class UserSerializer(serializers.ModelSerializer[Any]):
    class Meta:
        model = get_user_model()
        # A custom user model may lack some of these, and naming a missing field is an error.
        exclude: ClassVar[list[str]] = sorted(
            PRIVATE_FIELDS & {field.name for field in get_user_model()._meta.get_fields()}
        )


class ConnectionSerializer(serializers.ModelSerializer[Any]):
    """An account at a provider; `uid` is its id there."""

    class Meta:
        model = Storage.user
        fields = ("id", "provider", "title", "uid")
        extra_kwargs: ClassVar[dict[str, Any]] = {"id": {"source": "pk"}}

    provider = serializers.CharField()
    title = serializers.SerializerMethodField()
    uid = serializers.CharField()

    def get_title(self, connection: Any) -> str:
        """Return the provider's display name, or its id if it is no longer configured."""
        backend = load_backends(settings.AUTHENTICATION_BACKENDS).get(connection.provider)  # type: ignore[no-untyped-call]
        return str(backend.title or backend.name) if backend else str(connection.provider)


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.SerializerMethodField()

    def get_token(self, user: Any) -> str:
        return tokens.rest_framework_token(user)


class UserTokenSerializer(TokenSerializer, UserSerializer):
    pass


class KnoxSerializer(TokenSerializer):
    def get_token(self, user: Any) -> str:
        request = self.context.get("request") or Request(HttpRequest())
        return tokens.knox_token(user, request, self.get_login_view())

    def get_login_view(self) -> type[Any]:
        """Return the knox view that makes the token. Override it if you have your own."""
        from knox.views import LoginView

        view: type[Any] = LoginView
        return view


class UserKnoxSerializer(KnoxSerializer, UserSerializer):
    pass


class JWTBaseSerializer(serializers.Serializer[Any]):
    """Makes one JSON Web Token for the user and reads it as often as its fields need."""

    # The setting of SIMPLE_JWT that names the serializer which makes the token.
    obtain_serializer_setting: str | None = None
    # A subclass of yours may set this instead, to the path of a token class.
    jwt_token_class_name: str | None = None

    def get_token_instance(self) -> Any:
        if not hasattr(self, "_jwt_token_instance"):
            user = self.instance
            tokens.check_authentication_rule(user)
            with tokens.not_while_unlinking(user):
                token = self.make_token(user)
            token[recent_sign_in.CLAIM] = recent_sign_in.now()
            for name, value in self.get_token_payload(user).items():
                token[name] = value
            tokens.note_last_login(user)
            self._jwt_token_instance = token
        return self._jwt_token_instance

    def make_token(self, user: Any) -> Any:
        path = self.jwt_token_class_name
        if path is None:
            if self.obtain_serializer_setting is None:
                raise NotImplementedError("Must specify `jwt_token_class_name` property")
            return tokens.configured_token(self.obtain_serializer_setting, user)
        if "." not in path:
            path = f"rest_framework_simplejwt.tokens.{path}"
        return import_string(path).for_user(user)

    def get_token_payload(self, user: Any) -> dict[str, Any]:
        """Return extra claims. None by default, because anyone who holds a JWT can read it."""
        return {}


class JWTPairSerializer(JWTBaseSerializer):
    token = serializers.SerializerMethodField()
    refresh = serializers.SerializerMethodField()

    obtain_serializer_setting = "TOKEN_OBTAIN_SERIALIZER"

    def get_token(self, user: Any) -> str:
        return str(self.get_token_instance().access_token)

    def get_refresh(self, user: Any) -> str:
        return str(self.get_token_instance())


class UserJWTPairSerializer(JWTPairSerializer, UserSerializer):
    pass


class JWTSlidingSerializer(JWTBaseSerializer):
    token = serializers.SerializerMethodField()

    obtain_serializer_setting = "SLIDING_TOKEN_OBTAIN_SERIALIZER"

    def get_token(self, user: Any) -> str:
        return str(self.get_token_instance())


class UserJWTSlidingSerializer(JWTSlidingSerializer, UserSerializer):
    pass

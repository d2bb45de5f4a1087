"""The wire's shapes: what a login takes, and what each kind of login answers."""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.utils.module_loading import import_string
from rest_framework import serializers
from social_core.backends.utils import load_backends

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
        """Return what each serializer binds for itself: all the rest may be shared."""
        return copy(self)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        value: str = super().to_internal_value(data)
        return value


class OAuth2InputSerializer(serializers.Serializer[Any]):
    """The authorization response (RFC 6749 §4.1.2), as the provider sent it to the callback."""

    provider = TextField(required=False)
    code = TextField()
    state = TextField(required=False)
    redirect_uri = TextField(required=False)
    iss = TextField(required=False)
    code_verifier = TextField(required=False)  # of a page that began by itself (RFC 7636 §4.5)


class OAuth1InputSerializer(serializers.Serializer[Any]):
    """The person's authorization (RFC 5849 §2.2), as the provider sent it to the callback."""

    provider = TextField(required=False)
    oauth_token = TextField()
    oauth_verifier = TextField()
    redirect_uri = TextField(required=False)


class UserSerializer(serializers.ModelSerializer[Any]):
    class Meta:
        model = get_user_model()
        # A custom user model may lack some of these, and naming a missing field is an error.
        exclude: ClassVar[list[str]] = sorted(
            PRIVATE_FIELDS & {field.name for field in get_user_model()._meta.get_fields()}
        )


class ConnectionSerializer(serializers.Serializer[Any]):
    """An account at a provider; `uid` is its id there."""

    id = serializers.IntegerField(source="pk")
    provider = serializers.CharField()
    title = serializers.SerializerMethodField()
    uid = serializers.CharField()

    def get_title(self, connection: Any) -> str:
        """Return the provider's name for people; the plain one where it is set up no more."""
        backend = load_backends(settings.AUTHENTICATION_BACKENDS).get(connection.provider)  # type: ignore[no-untyped-call]
        return str(backend.title or backend.name) if backend else str(connection.provider)


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.SerializerMethodField()

    def get_token(self, user: Any) -> str:
        from rest_framework.authtoken.models import Token

        if getattr(user, "is_new", False):
            with suppress(IntegrityError):
                return str(Token.objects.create(user=user).key)
            # The same person, signing in twice at once: the other one's token is the one.
            return str(Token.objects.get(user=user).key)
        with suppress(AttributeError, Token.DoesNotExist):
            return str(user.auth_token.key)  # found with the user, by `find_connection`
        return str(Token.objects.get_or_create(user=user)[0].key)


class UserTokenSerializer(TokenSerializer, UserSerializer):
    pass


class KnoxSerializer(TokenSerializer):
    def get_token(self, user: Any) -> str:
        from knox.models import AuthToken

        token: str = AuthToken.objects.create(user)[1]
        return token


class UserKnoxSerializer(KnoxSerializer, UserSerializer):
    pass


class JWTBaseSerializer(serializers.Serializer[Any]):
    """Makes one JWT for the user and reads it as often as its fields need."""

    jwt_token_class_name: str | None = None

    def get_token_instance(self) -> Any:
        if not hasattr(self, "_jwt_token_instance"):
            if self.jwt_token_class_name is None:
                raise NotImplementedError("Must specify `jwt_token_class_name` property")
            path = self.jwt_token_class_name
            if "." not in path:
                path = f"rest_framework_simplejwt.tokens.{path}"
            token = import_string(path).for_user(self.instance)
            token[recent_sign_in.CLAIM] = recent_sign_in.now()
            for name, value in self.get_token_payload(self.instance).items():
                token[name] = value
            self._jwt_token_instance = token
        return self._jwt_token_instance

    def get_token_payload(self, user: Any) -> dict[str, Any]:
        """Return claims of your own. None by default: anybody who holds a JWT can read it."""
        return {}


class JWTPairSerializer(JWTBaseSerializer):
    token = serializers.SerializerMethodField()
    refresh = serializers.SerializerMethodField()

    jwt_token_class_name = "rest_framework_simplejwt.tokens.RefreshToken"

    def get_token(self, user: Any) -> str:
        return str(self.get_token_instance().access_token)

    def get_refresh(self, user: Any) -> str:
        return str(self.get_token_instance())


class UserJWTPairSerializer(JWTPairSerializer, UserSerializer):
    pass


class JWTSlidingSerializer(JWTBaseSerializer):
    token = serializers.SerializerMethodField()

    jwt_token_class_name = "rest_framework_simplejwt.tokens.SlidingToken"

    def get_token(self, user: Any) -> str:
        return str(self.get_token_instance())


class UserJWTSlidingSerializer(JWTSlidingSerializer, UserSerializer):
    pass

"""What each kind of login responds with."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.module_loading import import_string
from rest_framework import serializers
from rest_framework.request import Request

from rest_social_auth import tokens
from rest_social_auth.accounts import recent_sign_in
from rest_social_auth.endpoint import input_serializers

# Their names in rest-social-auth 10.
OAuth1InputSerializer = input_serializers.OAuth1InputSerializer
OAuth2InputSerializer = input_serializers.OAuth2InputSerializer

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


class UserSerializer(serializers.ModelSerializer[Any]):
    class Meta:
        model = get_user_model()
        # A custom user model may lack some of these, and naming a missing field is an error.
        exclude: ClassVar[list[str]] = sorted(
            PRIVATE_FIELDS & {field.name for field in get_user_model()._meta.get_fields()}
        )


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

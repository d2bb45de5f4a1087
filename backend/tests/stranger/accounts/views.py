from __future__ import annotations

from django.contrib.auth import get_user_model
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from rest_social_auth.serializers import OAuth2InputSerializer, UserJWTPairSerializer
from rest_social_auth.views import (
    SimpleJWTAuthMixin,
    SocialJWTPairUserAuthView,
    SocialSessionAuthView,
    SocialTokenOnlyAuthView,
)


class MyUserSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        exclude = ("password",)


class MySocialView(SocialSessionAuthView):
    serializer_class = MyUserSerializer


class ShortInput(OAuth2InputSerializer):
    """The page of this project posts `c`, which the view renames."""


class RenamingView(SocialTokenOnlyAuthView):
    oauth2_serializer_class_in = ShortInput

    def get_serializer_in_data(self):
        data = super().get_serializer_in_data()
        return {"code": data["c"], "provider": data["p"]}

    def do_login(self, backend, user):
        user.last_login = None
        user.save()

    def respond_error(self, error):
        return Response({"sorry": str(error)}, status=418)


class NickInToken(UserJWTPairSerializer):
    def get_token_payload(self, user):
        return {"nick": user.nick}


class NickView(SocialJWTPairUserAuthView):
    serializer_class = NickInToken


class WhoView(SimpleJWTAuthMixin, APIView):
    def get(self, request):
        return Response({"nick": request.user.nick, "said": request.auth["nick"]})

from __future__ import annotations

from django.contrib.auth import get_user_model, logout
from rest_framework import generics, serializers
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from rest_social_auth.serializers import UserSerializer
from rest_social_auth.views import KnoxAuthMixin, SimpleJWTAuthMixin, SocialSessionAuthView


class MySerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        exclude = ("password", "user_permissions", "groups")


class MyView(SocialSessionAuthView):
    serializer_class = MySerializer


class LogoutView(APIView):
    def post(self, request, *args, **kwargs):
        logout(request)
        return Response(status=204)


class Me(generics.RetrieveAPIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = UserSerializer

    def get_object(self):
        return self.request.user


class BySession(Me):
    authentication_classes = (SessionAuthentication,)


class ByToken(Me):
    authentication_classes = (TokenAuthentication,)


class ByJWT(SimpleJWTAuthMixin, Me):
    pass


class ByKnox(KnoxAuthMixin, Me):
    pass

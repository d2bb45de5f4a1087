from __future__ import annotations

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.urls import include, path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from rest_social_auth.permissions import MAY_LINK
from rest_social_auth.views import SocialSessionAuthView, SocialTokenUserAuthView


class UserSerializer(serializers.ModelSerializer):
    """Named as one of the app's, with a field that is named as one of the app's."""

    protocol = serializers.ChoiceField(["http", "https"])
    intent = serializers.ChoiceField(["stay", "go"])

    class Meta:
        model = get_user_model()
        fields = ("username", "protocol", "intent")


class UserView(generics.RetrieveUpdateAPIView):
    queryset = get_user_model().objects.all()
    serializer_class = UserSerializer


class OwnLogin(SocialTokenUserAuthView):
    """A login of the project's own."""

    serializer_class = UserSerializer


class ChangeAddressView(APIView):
    """As the app's README says, of a change that requires a recent sign-in."""

    permission_classes = MAY_LINK
    schema = None

    def post(self, request):
        return Response({"changed": True})


class JoinedSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = ("username", "date_joined")


class JoinedLogin(SocialTokenUserAuthView):
    serializer_class = JoinedSerializer
    schema = None


class AnnotatedLogin(SocialSessionAuthView):
    @extend_schema(summary="Sign in to the house", responses={200: UserSerializer})
    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs)


class WhoView(APIView):
    schema = None

    def get(self, request):
        return Response({"username": request.user.get_username()})


logins = [
    path("", include("rest_social_auth.urls_begin")),
    path("", include("rest_social_auth.urls_session")),
    path("", include("rest_social_auth.urls_token")),
    path("", include("rest_social_auth.urls_jwt")),
    path("", include("rest_social_auth.urls_jwt_pair")),
    path("", include("rest_social_auth.urls_jwt_sliding")),
    path("", include("rest_social_auth.urls_knox")),
    path("", include("rest_social_auth.urls_jwt_cookie")),
]
urlpatterns = [
    path("api/login/", include(logins)),
    path("api/login/own/", OwnLogin.as_view()),
    path("api/login/social/joined/", JoinedLogin.as_view()),
    path("api/login/annotated/", AnnotatedLogin.as_view()),
    path("api/address/", ChangeAddressView.as_view()),
    path("api/users/<int:pk>/", UserView.as_view()),
    path("api/", include("rest_social_auth.urls_connections")),
    path("api/", include("rest_social_auth.urls_me")),
    path("api/", include("rest_social_auth.urls_sign_out")),
    path("api/who/", WhoView.as_view(), name="who"),
    path("page/", lambda request: HttpResponse("a page"), name="page"),
]

from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path
from rest_framework.response import Response
from rest_framework.views import APIView


class WhoView(APIView):
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
]
urlpatterns = [
    path("api/login/", include(logins)),
    path("api/", include("rest_social_auth.urls_connections")),
    path("api/who/", WhoView.as_view(), name="who"),
    path("page/", lambda request: HttpResponse("a page"), name="page"),
]

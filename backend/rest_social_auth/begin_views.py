"""What a page needs before it sends the browser to a provider: the list of providers and a flow.

POST /api/login/social/begin/github/
{}
200 {"provider": "github", "protocol": "oauth2", "state": "<state>", "expires_in": 1800,
     "authorization_url": "https://github.com/login/oauth/authorize?client_id=…&state=<state>"}
"""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from social_core.backends.oauth import BaseOAuth1, OAuthAuth
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.backends.utils import load_backends
from social_core.exceptions import SocialAuthBaseException

from rest_social_auth import flow, id_token
from rest_social_auth.conf import conf
from rest_social_auth.endpoint.base_view import ProviderView
from rest_social_auth.endpoint.choose_backend import load_strategy
from rest_social_auth.endpoint.credentials import insist_on_credentials
from rest_social_auth.endpoint.input_serializers import BeginSerializer
from rest_social_auth.flow.redirect_uri import choose_redirect_uri
from rest_social_auth.permissions import MAY_LINK

MOST = 24  # providers in one response to a search


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


@method_decorator(never_cache, name="dispatch")
class BeginView(ProviderView):
    """Begin a flow: create state, PKCE verifier, nonce or request token, and keep them here.

    With `{"intent": "connect"}` the flow ends at `social/connections/` and links the account. With
    `{"id_token": true}` it is not a URL that is returned but the nonce for an id_token.
    """

    serializer_class = BeginSerializer
    rate_scope = "social-begin"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        data = self.set_backend(request)
        serializer = self.get_serializer(data=data)
        serializer.is_valid(raise_exception=True)
        connect = serializer.validated_data["intent"] == "connect"
        if connect:  # refuse before the person consents, not after
            self.permission_classes = MAY_LINK
            insist_on_credentials(request)
            self.check_permissions(request)
        asked = serializer.validated_data
        request.backend.wishes = flow.granted(
            request.backend, asked, with_url=not asked["id_token"]
        )
        if asked["id_token"]:
            return Response(id_token.begin(request, request.backend, connect=connect))
        return Response(flow.begin(request, request.backend, self.redirect_uri(), connect=connect))


class ProvidersView(ProviderView):
    """List the configured providers, with all that a button or an authorization URL needs.

    These are the featured ones, or those whose name or title contains `?search=`.
    """

    serializer_class = ProviderSerializer
    rate_scope = "social-providers"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = [describe(request, each) for each in self.chosen(request)]
        return Response(self.get_serializer(found, many=True).data)

    def chosen(self, request: Request) -> list[Any]:
        strategy = load_strategy(request)
        classes = load_backends(strategy.get_backends())  # type: ignore[no-untyped-call]
        names = [name for name, each in classes.items() if issubclass(each, OAuthAuth)]
        search = request.query_params.get("search", "").strip().casefold()
        if not search and conf.featured_providers is not None:
            names = [name for name in conf.featured_providers if name in names]
        backends: list[Any] = [strategy.get_backend(name) for name in names]
        found = [
            each
            for each in backends
            if each.setting("KEY")
            and each.uses_redirect()
            and not each.ASSOCIATION_ONLY
            and search in f"{each.name} {each.get_title(strategy)}".casefold()
        ]
        return found[:MOST] if search else found


def describe(request: Request, backend: Any) -> dict[str, Any]:
    key, _secret = backend.get_key_and_secret()
    return {
        "name": backend.name,
        "title": backend.get_title(backend.strategy),
        "protocol": flow.protocol(backend),
        "icon": static(f"social_auth/icons/{backend.icon}") if backend.icon else None,
        "mock": backend.mocked,
        "client_id": key,
        "scope": backend.get_scope(),
        "response_type": getattr(backend, "RESPONSE_TYPE", None),
        "authorization_endpoint": authorization_endpoint(backend),
        "redirect_uri": choose_redirect_uri(request, backend, None),
    }


def authorization_endpoint(backend: Any) -> str | None:
    """Return the URL, or None if only the API can make it (OAuth 1, or a discovery document)."""
    if isinstance(backend, BaseOAuth1 | OpenIdConnectAuth):
        return None
    try:
        url: str = backend.authorization_url()
    except SocialAuthBaseException:
        return None
    return url

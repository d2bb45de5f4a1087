"""The demo with only the provider that the test is about."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.request import Request, urlopen

import pytest
from social_core.backends.utils import load_backends

from rest_social_auth.provider.mock_address import mock_address
from tests.conftest import PAGE, Visitor

from .files import Provider

Offer = Callable[..., Visitor]


@pytest.fixture
def offer(settings: Any, mocks: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that sets up a provider, and returns a visitor of the page."""

    def offered(provider: Provider, **more: object) -> Visitor:
        if provider.data.get("package") == "ShopifyAPI":
            detour_shopify(monkeypatch, mocks.url)
        callback = f"{PAGE}/popup/callback-{provider.name}.html"
        for name, value in provider.settings(callback, **more).items():
            setattr(settings, name, value)
        settings.AUTHENTICATION_BACKENDS = [
            provider.data["backend"],
            "django.contrib.auth.backends.ModelBackend",
        ]
        settings.REST_SOCIAL_MOCKED_PROVIDERS = {provider.name}
        settings.REST_SOCIAL_REDIRECT_URIS = [callback]
        load_backends(settings.AUTHENTICATION_BACKENDS, force_load=True)  # forgets the last test's
        return Visitor(mocks)

    usual = settings.AUTHENTICATION_BACKENDS
    yield offered
    load_backends(usual, force_load=True)


def detour_shopify(monkeypatch: pytest.MonkeyPatch, mock_url: str) -> None:
    """Send ShopifyAPI to the mocks: the one client that calls past social-core's `request()`."""
    session: Any = import_module("shopify.session")

    def detoured(request: Request) -> Any:
        request.full_url = mock_address(request.full_url, mock_url)
        return urlopen(request)

    monkeypatch.setattr(session.urllib.request, "urlopen", detoured)

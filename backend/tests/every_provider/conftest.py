"""The demo, offering one provider: the one that the test is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from social_core.backends.utils import load_backends

from tests.conftest import PAGE, Visitor

from .files import Provider

Offer = Callable[..., Visitor]


@pytest.fixture
def offer(settings: Any, mocks: Any, db: None) -> Any:
    """Return a function that sets a provider up and lets a visitor come to the page."""

    def offered(provider: Provider, **more: object) -> Visitor:
        if package := provider.data.get("package"):
            pytest.importorskip(package)
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

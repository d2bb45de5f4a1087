"""The attacks are made on the demo with production's settings: a state is required."""

from __future__ import annotations

from typing import Any

import pytest
from knox.auth import TokenAuthentication as Knox
from rest_framework.views import APIView

from rest_social_auth.throttling import SocialThrottle


@pytest.fixture(autouse=True)
def production_rules(settings: Any) -> None:
    settings.REST_SOCIAL_REQUIRE_STATE = True


@pytest.fixture(autouse=True)
def knox_too(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "tests.security.urls"
    known = [*APIView.authentication_classes, Knox]
    monkeypatch.setattr(APIView, "authentication_classes", known)


@pytest.fixture
def limits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that sets rates; the tests have none otherwise.

    The clock stands still, so that no minute ends between two requests of a test.
    """
    monkeypatch.setattr(SocialThrottle, "timer", staticmethod(lambda: 1_000_000.0))

    def limit(**rates: str) -> None:
        named = {name.replace("_", "-"): rate for name, rate in rates.items()}
        settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": named}

    return limit

"""The attacks are made on the demo as production has it: a state is required."""

from __future__ import annotations

from typing import Any

import pytest
from knox.auth import TokenAuthentication as Knox
from rest_framework.views import APIView


@pytest.fixture(autouse=True)
def production_rules(settings: Any) -> None:
    settings.REST_SOCIAL_REQUIRE_STATE = True


@pytest.fixture(autouse=True)
def knox_too(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "tests.security.urls"
    known = [*APIView.authentication_classes, Knox]
    monkeypatch.setattr(APIView, "authentication_classes", known)


@pytest.fixture
def limits(settings: Any) -> Any:
    """Return a function that sets rates; the tests have none otherwise."""

    def limit(**rates: str) -> None:
        named = {name.replace("_", "-"): rate for name, rate in rates.items()}
        settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": named}

    return limit

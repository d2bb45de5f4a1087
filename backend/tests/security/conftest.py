"""The attacks are made on the demo as production has it: a state is required."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def production_rules(settings: Any) -> None:
    settings.REST_SOCIAL_REQUIRE_STATE = True


@pytest.fixture
def limits(settings: Any) -> Any:
    """Return a function that sets rates; the tests have none otherwise."""

    def limit(**rates: str) -> None:
        named = {name.replace("_", "-"): rate for name, rate in rates.items()}
        settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": named}

    return limit

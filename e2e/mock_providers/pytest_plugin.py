"""Fixtures for your tests. They are there as soon as the package is installed.

`mock_providers` is the running mock's address, as clean as at the start of each test. Override the
other fixtures to set it up. Each worker of pytest-xdist runs its own mock on a free port.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mock_providers.catalogue.providers import DATA
from mock_providers.running import MockProviders, running

if TYPE_CHECKING:
    from collections.abc import Iterator

REDIRECT_URI = "http://localhost:8000/callback/{provider}"


@pytest.fixture(scope="session")
def mock_providers_redirect_uris() -> tuple[str, ...]:
    """Override it with the callbacks of your app; `{provider}` is the provider's name."""
    return (REDIRECT_URI,)


@pytest.fixture(scope="session")
def mock_providers_logout_uris() -> tuple[str, ...]:
    """Override it with where your app sends people after they have signed out."""
    return ()


@pytest.fixture(scope="session")
def mock_providers_data() -> Path:
    """Override it with a folder of your own provider files."""
    return DATA


@pytest.fixture(scope="session")
def mock_providers_people() -> list[dict[str, Any]]:
    """Override it with people that all tests need: `[{"key": "grace", "claims": {...}}]`."""
    return []


@pytest.fixture(scope="session")
def mock_providers_server(
    mock_providers_redirect_uris: tuple[str, ...],
    mock_providers_logout_uris: tuple[str, ...],
    mock_providers_data: Path,
    mock_providers_people: list[dict[str, Any]],
) -> Iterator[MockProviders]:
    """The mock that runs while the tests do, for fixtures that live as long."""
    with running(
        *mock_providers_redirect_uris,
        data=mock_providers_data,
        people=mock_providers_people,
        logout_uris=mock_providers_logout_uris,
    ) as mock:
        yield mock


@pytest.fixture
def mock_providers(mock_providers_server: MockProviders) -> MockProviders:
    """The running mock, with a clean slate for this test."""
    mock_providers_server.state.reset()
    return mock_providers_server

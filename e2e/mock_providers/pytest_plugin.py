"""For your tests: `pytest_plugins = ["mock_providers.pytest_plugin"]`, then ask for the fixture."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from mock_providers.catalogue.providers import load
from mock_providers.memory.state import State
from mock_providers.server import MockServer

if TYPE_CHECKING:
    from collections.abc import Iterator

REDIRECT_URI = "http://localhost:8000/callback/{provider}"


class MockProviders(str):
    """The address of a running mock; also its state, for a test that is in the same process."""

    state: State


@contextmanager
def running(*redirect_uris: str, port: int = 0) -> Iterator[MockProviders]:
    """Run the mock providers in a thread, on a free port unless told otherwise."""
    state = State(load(), redirect_uris=redirect_uris, control=True)
    with MockServer(("127.0.0.1", port), state) as server:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        mock = MockProviders(f"http://127.0.0.1:{server.port}")
        mock.state = state
        try:
            yield mock
        finally:
            server.shutdown()


@pytest.fixture(scope="session")
def mock_providers_redirect_uris() -> tuple[str, ...]:
    """Override this fixture with the callbacks of your app; `{provider}` is the provider's name."""
    return (REDIRECT_URI,)


@pytest.fixture(scope="session")
def mock_providers(mock_providers_redirect_uris: tuple[str, ...]) -> Iterator[MockProviders]:
    """The address of mock providers that run while the tests do."""
    with running(*mock_providers_redirect_uris) as mock:
        yield mock

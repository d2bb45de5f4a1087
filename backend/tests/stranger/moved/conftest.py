from __future__ import annotations

import pytest
from stranger.house.conftest import visitor  # noqa: F401 (a fixture)
from stranger.moved.pipeline import todo


@pytest.fixture
def steps():
    """What the pipeline's `first` and `last` step do in this test."""
    yield todo
    todo.clear()

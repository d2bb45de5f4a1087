from __future__ import annotations

import pytest
from django.core.cache import cache
from stranger.moved.pipeline import todo
from stranger.moved.visitor import Visitor


@pytest.fixture
def visitor(db):
    cache.clear()
    return Visitor()


@pytest.fixture
def steps():
    """What the pipeline's `first` and `last` step do in this test."""
    yield todo
    todo.clear()

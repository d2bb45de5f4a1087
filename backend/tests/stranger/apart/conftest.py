from __future__ import annotations

import pytest
from django.core.cache import cache
from stranger.house.visitor import Visitor


@pytest.fixture
def visitor(transactional_db):
    cache.clear()
    return Visitor()

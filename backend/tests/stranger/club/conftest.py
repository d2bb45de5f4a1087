from __future__ import annotations

import pytest
from django.core.cache import cache
from stranger.club import pipeline
from stranger.club.models import Member
from stranger.house.visitor import Visitor


@pytest.fixture
def visitor(db):
    cache.clear()
    yield Visitor()
    pipeline.form.clear()
    pipeline.options["approval"] = False
    Member.validates = False

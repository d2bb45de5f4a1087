from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from tests.performance.provider import Provider, running


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def database_file(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database for many threads: a file, as the demo has it; the tests' own is in memory."""
    in_memory = connections["default"]
    if in_memory.vendor != "sqlite":
        yield
        return
    path, name = tmp_path / "db.sqlite3", in_memory.settings_dict["NAME"]
    with sqlite3.connect(path) as file:
        in_memory.connection.backup(file)
    file.close()
    in_memory.settings_dict["NAME"] = path
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = in_memory
    in_memory.settings_dict["NAME"] = name

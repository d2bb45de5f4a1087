"""The strangers' projects again, on PostgreSQL, which has other messages and row locks."""

from __future__ import annotations

import pytest

from tests.test_habits import PROMISES, promised


@pytest.mark.parametrize("path", [each for each in PROMISES if each.startswith(("club", "apart"))])
def test_a_project_on_postgresql_keeps_working(mock_process, postgres, path):
    promised(path, mock_process.url, {"STRANGER_DATABASE": postgres.url})

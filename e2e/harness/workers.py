"""How test processes share the work: a file at a time.

Neighbours stay together, and with them what they have started. pytest-django puts what needs a
database first, before a browser's event loop is in the process; files with browsers follow, and at
the end come short ones, so that no process waits long for another.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from xdist.plugin import pytest_xdist_auto_num_workers as cores
from xdist.scheduler import LoadScopeScheduling

REAL_WINDOWS = re.compile(r"e2e/tests/browsers/[^[]+\[(chromium|firefox|webkit)\b")


class Files(LoadScopeScheduling):  # type: ignore[misc]
    """Give out whole files, and the tests in real windows by engine: each is started once."""

    def _split_scope(self, nodeid: str) -> str:
        found = REAL_WINDOWS.match(nodeid)
        return found[1] if found else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Files | None:
    return Files(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: while a test waits for a window, another one computes."""
    count = cores(config)
    return int(count) + 1

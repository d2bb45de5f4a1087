"""The stage instead of the demo: a page, a callback and a provider that each test sets up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from harness.stage import Stage, serving
from harness.stage_server import Server


@pytest.fixture(scope="session")
def stage_server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def base_url(stage_server: Server) -> str:
    return stage_server.stage.url("")


@pytest.fixture
def stage(stage_server: Server) -> Iterator[Stage]:
    stage_server.stage = Stage(stage_server.server_port)
    yield stage_server.stage
    for gate in stage_server.stage.gates.values():
        gate.set()


@pytest.fixture
def start(page: Page, stage: Stage) -> Callable[..., Page]:
    """Press a button that opens the popup; return the popup."""

    def start(name: str = "Sign in with One", on: Page = page) -> Page:
        with on.context.expect_page() as opened:
            on.get_by_role("button", name=name).click()
        return opened.value

    return start

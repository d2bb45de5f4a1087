"""Real windows of each engine, as Debian packages it, without Playwright: `make test-browsers`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from harness.engines import NEEDS, missing
from harness.real_browser import RealBrowser, real_browser
from harness.stage import START_CLOCK, TICK, Stage, serving
from harness.stage_server import Server

if "REAL_WINDOWS" not in os.environ:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session", params=NEEDS)
def real(request: pytest.FixtureRequest) -> Iterator[RealBrowser]:
    """One browser for all tests. What is not installed is left out; Chromium's driver never."""
    engine: str = request.param
    if lacking := missing(engine):
        pytest.skip(f"{engine} is left out: apt install {' '.join(lacking)}")
    with real_browser(engine) as real:
        yield real


@pytest.fixture(scope="session")
def stage_server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def stage(stage_server: Server, real: RealBrowser) -> Iterator[Stage]:
    stage_server.stage = Stage(stage_server.server_port)
    yield stage_server.stage
    for gate in stage_server.stage.gates.values():
        gate.set()
    real.tidy()


@pytest.fixture
def visit(real: RealBrowser, stage: Stage) -> Callable[..., None]:
    """Open a page of the stage, wait until its buttons work, and start its clock."""

    def visit(path: str = "/") -> None:
        real.visit(stage.url(path))
        real.wait(lambda: real.run("return document.body.dataset.data !== undefined"))
        real.run(START_CLOCK, TICK * 1000)

    return visit


@pytest.fixture
def begin(real: RealBrowser) -> Callable[..., None]:
    """Press a button; go to the window that opens, once the provider's page is there."""

    def begin(words: str = "Sign in with One") -> None:
        with real.opens_window():
            real.press(words)
        at_consent(real)

    return begin


def at_consent(real: RealBrowser) -> None:
    real.wait(lambda: real.run("return document.title === 'Consent'"))

"""The table in the popup's README, engine by behaviour: each cell is measured here."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest

from harness.real_browser import RealBrowser
from harness.running import ROOT
from harness.stage import START_CLOCK, TICK, Stage, wait_until

README = (ROOT / "frontend" / "popup" / "README.md").read_text()
TABLE = re.search(r"^\| in real windows \| (.+) \|\n\|[-|]+\|\n((?:\|.+\n)+)", README, re.M)
assert TABLE
ENGINES = TABLE[1].lower().split(" | ")
ROWS = {
    row[0]: dict(zip(ENGINES, row[1:], strict=True))
    for row in (line.strip("| ").split(" | ") for line in TABLE[2].splitlines())
}
ALERT, STATUS = "[role=alert]", "[role=status]"
LOOKING = 0.6  # seconds at the provider's page before the window is closed
SOON = 1.5  # seconds in which the page notices
ALLOW_POPUPS = "same-origin-allow-popups"

Measure = Callable[[RealBrowser, Stage, Callable[..., None], Callable[..., None]], str]


def closing(
    real: RealBrowser,
    stage: Stage,
    visit: Callable[..., None],
    begin: Callable[..., None],
    *,
    page: str = "",
    provider: str = "",
    prepared: bool = False,
) -> str:
    """Close the window by hand at the provider's page."""
    stage.coop = {"page": page, "consent": provider}
    visit("/?prepare" if prepared else "/")
    if prepared:
        press_slowly(real)
    else:
        begin()
    stage.let_pass(LOOKING)
    real.close()
    noticed = stage.within(SOON, lambda: "popup_closed" in real.text(ALERT))
    return "yes" if noticed else "no"


def press_slowly(real: RealBrowser) -> None:
    """Let go of the button when the flow has begun."""
    with real.opens_window():
        real.hold("Sign in with One")
        real.wait(lambda: real.run("return document.body.dataset.begun"))
        real.let_go()
    real.wait(lambda: real.run("return document.title === 'Consent'"))


def opening_after_a_request(
    real: RealBrowser, stage: Stage, visit: Callable[..., None], begin: Callable[..., None]
) -> str:
    """Why `authorize` opens the window before it waits for anything."""
    slow = stage.hold("begin")
    stage.scripts["/own.js"] = (
        "document.querySelector('button').onclick = async () => {\n"
        "  await fetch('/api/begin/one', { method: 'POST' })\n"
        "  document.title = open('about:blank', '', 'popup') ? 'opened' : 'blocked'\n"
        "}"
    )
    stage.pages["/own"] = "<!doctype html><button>Open</button><script src=/own.js></script>"
    real.visit(stage.url("/own"))
    real.run(START_CLOCK, TICK * 1000)
    real.press("Open")
    wait_until(lambda: stage.visits["begin"])
    stage.let_pass(1.5)
    slow.set()
    real.wait(lambda: real.run("return document.title"))
    return {"opened": "yes", "blocked": "no"}[real.run("return document.title")]


def foreign_state(
    real: RealBrowser, stage: Stage, visit: Callable[..., None], begin: Callable[..., None]
) -> str:
    """Firefox and WebKit clear the name by which the page knows its window."""
    visit()
    begin()
    popup = real.current
    real.press("Swap")
    real.wait(lambda: popup not in real.windows or "No page is waiting" in real.text(STATUS))
    assert stage.posted == []
    if popup in real.windows:
        return "in the window"
    real.go_home()
    real.expect(ALERT, "state_mismatch")
    return "on the page"


MEASURES: dict[str, Measure] = {
    "A window may open after an awaited request": opening_after_a_request,
    "A foreign state is reported": foreign_state,
    "Closing is noticed: no COOP": closing,
    f"Closing is noticed: page `{ALLOW_POPUPS}`": partial(closing, page=ALLOW_POPUPS),
    "Closing is noticed: the same, prepared": partial(closing, page=ALLOW_POPUPS, prepared=True),
    "Closing is noticed: page `same-origin`": partial(closing, page="same-origin"),
    f"Closing is noticed: provider `{ALLOW_POPUPS}`": partial(closing, provider=ALLOW_POPUPS),
    "Closing is noticed: provider `same-origin`": partial(closing, provider="same-origin"),
    "Closing is noticed: provider `noopener-allow-popups`": partial(
        closing, provider="noopener-allow-popups"
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_readme_says_what_the_engine_does(
    real: RealBrowser,
    stage: Stage,
    visit: Callable[..., None],
    begin: Callable[..., None],
    row: str,
) -> None:
    assert MEASURES[row](real, stage, visit, begin) == ROWS[row][real.engine]


def test_every_row_is_measured() -> None:
    assert list(ROWS) == list(MEASURES)

"""A window that a person closes is noticed soon, every time, in real windows.

Run it often, because whether the focus is back in time is a matter of milliseconds.
    CLOSED_BY_HAND=50 make test-browsers ARGS="-k by_hand"
"""

from __future__ import annotations

import os
from collections.abc import Callable

from harness.real_browser import RealBrowser
from harness.stage import TICK, Stage

ALERT = "[role=alert]"
TIMES = int(os.environ.get("CLOSED_BY_HAND", "3"))
LOOKING = 0.6  # seconds at the provider's page
SOON = 1.5  # seconds of the page's clock, which a busy machine does not hurry


def test_closing_by_hand_is_noticed(
    real: RealBrowser, stage: Stage, visit: Callable[..., None], begin: Callable[..., None]
) -> None:
    took = []
    for _ in range(TIMES):
        visit()
        begin()
        stage.let_pass(LOOKING)

        closed = stage.ticks
        real.close()
        real.expect(ALERT, "popup_closed")

        took.append((stage.ticks - closed) * TICK)

    print(f"{real.engine}: {len(took)} of {TIMES}, after {min(took):.1f} to {max(took):.1f} s")
    assert max(took) <= SOON


def test_closing_before_the_provider_s_page_is_noticed(
    real: RealBrowser, stage: Stage, visit: Callable[..., None]
) -> None:
    stage.hold("begin")
    visit()
    with real.opens_window():
        real.press("Sign in with One")

    real.close()

    assert stage.within(SOON, lambda: "popup_closed" in real.text(ALERT))

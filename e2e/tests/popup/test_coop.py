"""COOP on the app, on the provider, on the callback: none of it matters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.exhaustive import combined
from harness.stage import OPENER_POLICIES, Stage


def in_the_background(page: Page) -> None:
    """Take the focus from the page, as a popup in front does: Playwright gives it to every page."""
    page.evaluate("document.hasFocus = () => false")


@pytest.mark.parametrize(
    ("app", "provider", "callback"),
    combined(OPENER_POLICIES, [*OPENER_POLICIES, "noopener-allow-popups"], OPENER_POLICIES),
)
def test_popup_signs_in_and_is_never_thought_closed_whatever_coop_says(
    page: Page,
    stage: Stage,
    start: Callable[..., Page],
    app: str,
    provider: str,
    callback: str,
) -> None:
    stage.coop = {"page": app, "consent": provider, "callback": callback}
    page.clock.install()
    page.goto("/")
    in_the_background(page)

    popup = start()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()
    page.clock.run_for(60_000)
    expect(page.get_by_role("alert")).to_be_empty()
    with popup.expect_event("close"):
        popup.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def assert_signs_in_although_the_second_page_cuts_the_tie(
    page: Page, start: Callable[..., Page], *, after: int
) -> None:
    """Go on to the provider's second page after so many milliseconds, and allow there."""
    popup = start("Sign in with Hop")
    expect(popup.get_by_role("link", name="Next")).to_be_visible()
    page.clock.run_for(after)
    popup.get_by_role("link", name="Next").click()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()
    page.clock.run_for(60_000)
    expect(page.get_by_role("alert")).to_be_empty()
    popup.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from hop")


def test_tie_cut_by_a_later_page_is_not_thought_closed(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    """The provider's first page sends no COOP, its second does, while the popup is in front."""
    stage.coop = {"consent": "same-origin"}
    page.clock.install()
    page.goto("/")
    in_the_background(page)

    assert_signs_in_although_the_second_page_cuts_the_tie(page, start, after=1000)


def test_tie_cut_at_once_is_not_thought_closed_although_the_focus_has_not_left_yet(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    """The page looks once between the arrival of the provider's page and the end of the tie."""
    stage.coop = {"consent": "same-origin"}
    page.clock.install(time=0)
    page.goto("/")
    page.clock.pause_at(1000)

    assert_signs_in_although_the_second_page_cuts_the_tie(page, start, after=25)  # one look

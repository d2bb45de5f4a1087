"""A sign-in that ends without a callback: closed, cancelled, too late, broken by its caller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from harness.stage import Stage, wait_until


def let_the_tie_settle(page: Page) -> None:
    page.clock.run_for(1000)


def test_closing_before_the_provider_is_asked_ends_it(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    stage.hold("begin")
    page.clock.install()
    page.goto("/")

    start().close()
    page.clock.run_for(2000)

    expect(page.get_by_role("alert")).to_contain_text("popup_closed")
    expect(page.locator("body")).to_have_attribute("data-begun", "over")
    assert not stage.visits["consent"]


def test_closing_on_the_consent_page_ends_it(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.clock.install()
    page.goto("/")
    popup = start()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()
    let_the_tie_settle(page)

    popup.close()
    page.clock.run_for(2000)

    expect(page.get_by_role("alert")).to_contain_text("popup_closed")
    assert stage.posted == []


def test_closing_after_consent_ends_it(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    stage.hold("callback")
    page.clock.install()
    page.goto("/")
    popup = start()
    allow = popup.get_by_role("link", name="Allow")
    expect(allow).to_be_visible()
    let_the_tie_settle(page)

    allow.click(no_wait_after=True)
    wait_until(lambda: stage.visits["callback"])
    popup.close()
    page.clock.run_for(2000)

    expect(page.get_by_role("alert")).to_contain_text("popup_closed")
    assert stage.posted == []


@pytest.mark.expects_console("Scripts may close only")  # here the callback arrives in a tab
def test_a_callback_within_the_grace_time_counts_although_the_window_is_closed(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.clock.install()
    page.goto("/")
    popup = start()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()
    let_the_tie_settle(page)
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))

    popup.close()
    page.clock.run_for(500)
    late = page.context.new_page()
    late.goto(f"{stage.callback}?code=c&state={stage.key()}")
    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")
    page.clock.run_for(2000)

    expect(page.get_by_role("alert")).to_be_empty()


def test_a_sign_in_that_never_returns_ends_by_timeout(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    stage.hold("consent")
    page.goto("/?timeout=1000")

    popup = start()
    wait_until(lambda: stage.visits["consent"])

    expect(page.get_by_role("alert")).to_contain_text("timeout: The sign-in took too long. (one)")
    expect_closed(popup)


def test_callers_own_timeout_is_kept(page: Page, stage: Stage, start: Callable[..., Page]) -> None:
    page.clock.install()
    page.goto("/?timeout=60000")

    expect(start().get_by_role("heading", name="Consent")).to_be_visible()
    page.clock.run_for(50_000)
    expect(page.get_by_role("alert")).to_be_empty()
    page.clock.run_for(20_000)

    expect(page.get_by_role("alert")).to_contain_text("timeout")


def test_abort_closes_the_window_and_stops_begin(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    stage.hold("begin")
    page.goto("/")

    popup = start()
    with popup.expect_event("close"):
        page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("alert")).to_contain_text("aborted: The sign-in was cancelled. (one)")
    expect(page.locator("body")).to_have_attribute("data-begun", "over")


def test_signal_that_was_aborted_before_opens_nothing(page: Page, stage: Stage) -> None:
    page.goto("/")

    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Sign in with One").click()

    expect(page.get_by_role("alert")).to_contain_text("aborted")
    assert len(page.context.pages) == 1


@pytest.mark.parametrize(
    ("bug", "sentence"),
    [
        ("throw", "RangeError: a bug of the caller"),
        ("script", "TypeError: begin() must return"),
        ("stateless", "TypeError: begin() must return"),
        ("problem", "TypeError: begin() must return"),
    ],
)
def test_error_in_the_callers_code_passes_unchanged_and_opens_nothing(
    page: Page, stage: Stage, bug: str, sentence: str
) -> None:
    page.goto(f"/?bug={bug}")

    page.get_by_role("button", name="Sign in with One").click()

    expect(page.get_by_role("alert")).to_contain_text(sentence)
    assert len(page.context.pages) == 1


def test_later_error_in_the_callers_code_passes_unchanged_and_closes_the_window(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/?bug=late")

    popup = start()

    expect(page.get_by_role("alert")).to_contain_text("RangeError: a late bug of the caller")
    expect_closed(popup)


@pytest.mark.expects_console("403")
def test_an_error_after_the_callback_does_not_affect_the_next_sign_in(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    allow = start().get_by_role("link", name="Allow")
    expect(allow).to_be_visible()  # by now the API has made the state
    stage.states.clear()  # so it returns null, on which the page's own code fails
    allow.click()
    expect(page.get_by_role("alert")).to_contain_text("TypeError")

    start().get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def expect_closed(popup: Page) -> None:
    if not popup.is_closed():
        popup.wait_for_event("close")

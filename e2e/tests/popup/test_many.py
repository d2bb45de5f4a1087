"""More than one at a time: providers, tabs, clicks."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from harness.stage import Stage


def test_two_concurrent_providers_each_get_their_own_callback(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    one, two = start("Sign in with One"), start("Sign in with Two")

    two.get_by_role("link", name="Allow").click()
    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from two")
    assert not one.is_closed()
    one.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")
    expect(page.get_by_role("alert")).to_be_empty()


def test_two_concurrent_tabs_each_get_their_own_callback(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    other = page.context.new_page()
    page.goto("/")
    other.goto("/")
    ours, theirs = start(), start(on=other)

    ours.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    expect(other.get_by_role("status")).to_have_text("Waiting")
    theirs.get_by_role("link", name="Allow").click()

    expect(other.get_by_role("status")).to_have_text("Signed in as Ada from one")
    expect(other.get_by_role("alert")).to_be_empty()


def test_second_click_brings_the_open_window_to_the_front_and_opens_no_other(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    popup = start()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()

    page.get_by_role("button", name="Sign in with One").click()
    expect(page.get_by_role("alert")).to_contain_text("aborted")
    assert len(page.context.pages) == 2
    popup.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_second_click_opens_a_new_window_if_coop_hides_the_first(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    stage.coop = {"consent": "same-origin"}
    page.goto("/")
    first = start()
    expect(first.get_by_role("heading", name="Consent")).to_be_visible()
    first.close()  # the page cannot know

    start().get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")
    expect(page.get_by_role("alert")).to_contain_text("aborted")
    assert len(stage.posted) == 1

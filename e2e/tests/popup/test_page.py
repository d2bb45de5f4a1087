"""The page around the popup: window position, focus, policies, slow networks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from harness.stage import Stage, wait_until


@pytest.mark.only_browser("chromium")
def test_works_on_a_mapped_plain_http_domain(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto(stage.url("/", "restsocialexample.com"))
    assert page.evaluate("[isSecureContext, typeof crypto.randomUUID]") == [False, "undefined"]

    start().get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_works_with_the_api_on_another_domain(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    stage.api = stage.url("", "api.localhost")
    page.goto(f"/?api={stage.api}")

    start().get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_strict_csp_and_trusted_types_are_in_force_and_not_violated(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    """A violation would show up as a console error, which fails any test here."""
    answer = page.goto("/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "trusted-types 'none'" in policy

    start().get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_window_is_centred_over_the_page_and_sized_as_asked(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    page.evaluate(
        """() => {
          const open = window.open
          window.open = (...args) => {
            document.body.dataset.features = args[2]
            return open(...args)
          }
          Object.defineProperties(window, Object.fromEntries(
            Object.entries({ screenX: 2000, screenY: 100, outerWidth: 1280, outerHeight: 1000 })
              .map(([name, value]) => [name, { value }])))
        }"""
    )

    start()

    expect(page.locator("body")).to_have_attribute(
        "data-features", "popup,width=480,height=640,left=2400,top=280"
    )


def test_slow_network_shows_words_in_the_window_meanwhile(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    begin, consent, callback = stage.hold("begin"), stage.hold("consent"), stage.hold("callback")
    page.goto("/")

    popup = start()
    expect(popup).to_have_title("Opening the sign-in page…")
    begin.set()
    wait_until(lambda: stage.visits["consent"])
    consent.set()
    popup.get_by_role("link", name="Allow").click(no_wait_after=True)
    wait_until(lambda: stage.visits["callback"])
    expect(page.get_by_role("status")).to_have_text("Waiting")
    callback.set()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_keyboard_alone_signs_in_and_the_focus_returns_to_the_button(
    page: Page, stage: Stage
) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    popup = opened.value
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()

    popup.keyboard.press("Tab")
    with suppress(Error):  # the window may be gone before the key is up again
        popup.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")
    expect(page.get_by_role("button", name="Sign in with One")).to_be_focused()


def test_callback_page_announces_its_text_to_screen_readers(page: Page, stage: Stage) -> None:
    page.goto(stage.callback)

    expect(page.get_by_role("status")).to_contain_text("There is no sign-in to finish here")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page).to_have_title("There is no sign-in to finish here.")


def test_a_page_restored_from_the_back_cache_signs_in(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    """From the back/forward cache or reloaded, the page's next click works."""
    page.goto("/")
    popup = start()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()
    page.goto(stage.callback)
    page.go_back()
    popup.close()

    start().get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_a_callback_after_leaving_the_page_says_that_nobody_is_waiting(
    page: Page, stage: Stage, start: Callable[..., Page], context: BrowserContext
) -> None:
    page.goto("/")
    popup = start()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()

    page.goto("about:blank")
    popup.get_by_role("link", name="Allow").click()

    expect(popup.get_by_role("status")).to_contain_text("No page is waiting")
    assert stage.posted == []

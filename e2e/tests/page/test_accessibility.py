"""For everybody: axe, the keyboard alone, zoom, forced colours, print."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, expect

from pages import ConsentPage, LoginPage


def walk_through_every_state(page: Page) -> Iterator[str]:
    """Bring the page into each of its states, and stop there."""
    login = LoginPage(page).open()
    expect(login.sign_in_button("GitHub")).to_be_visible()
    yield "signed out"
    consent = login.begin("GitHub")
    expect(login.status).to_contain_text("Continue in the GitHub window")
    yield "waiting"
    consent.cancel()
    expect(login.problem).to_be_visible()
    yield "declined"
    login.begin("X").allow()
    expect(login.status).to_contain_text("Signed in as")
    yield "signed in"
    page.get_by_role("button", name="Replay").click()
    page.get_by_text("popup.js", exact=True).click()
    expect(page.get_by_label("popup.js:")).to_contain_text("authorize")
    yield "with details open"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(page: Page, scheme: str) -> None:
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )

    for state in walk_through_every_state(page):
        found = Axe().run(page)
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"


@pytest.mark.parametrize("width", [320, 360, 720, 1440])
def test_nothing_has_to_be_scrolled_sideways(page: Page, width: int) -> None:
    """320 px is 1280 px at 400 % zoom, 720 px is 1440 px at 200 %."""
    page.set_viewport_size({"width": width, "height": 800})

    for state in walk_through_every_state(page):
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{state}: {wider} px too wide"


def test_keyboard_alone_signs_in_and_out(page: Page) -> None:
    login = LoginPage(page).open()
    expect(login.sign_in_button("GitHub")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the sign-in")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Token")).to_be_checked()
    page.keyboard.press("Tab")
    expect(login.sign_in_button("GitHub")).to_be_focused()
    with page.expect_popup() as popup:
        page.keyboard.press("Enter")
    consent = ConsentPage(popup.value)
    expect(consent.heading).to_be_visible()
    ada = consent.page.get_by_role("button", name="Continue as Ada Lovelace")
    ada.focus()
    with suppress(Error):  # the window may be gone before the key is up again
        consent.page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Hello, Ada")).to_be_focused()
    login.sign_out.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_focused()


def test_focus_goes_to_the_way_out_of_a_failure(page: Page) -> None:
    login = LoginPage(page).open()

    login.begin("GitHub").cancel()

    expect(login.problem.get_by_role("button", name="Try again")).to_be_focused()


def test_every_control_is_large_enough_to_hit(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})

    for state in walk_through_every_state(page):
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, select, summary, label:has(input)')]
              .map(each => [each, each.getBoundingClientRect()])
              .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
              .map(([each]) => each.textContent.trim())"""
        )
        assert small == [], f"{state}: {small}"


def test_forced_colours_and_print_leave_the_words(page: Page) -> None:
    login = LoginPage(page).open()
    page.emulate_media(forced_colors="active")
    expect(login.sign_in_button("GitHub")).to_be_visible()

    page.emulate_media(media="print", forced_colors="none")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("radiogroup")).to_be_hidden()

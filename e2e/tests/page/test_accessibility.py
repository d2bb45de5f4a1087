"""Accessibility: axe, keyboard only, zoom, touch, forced colours, print."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, expect

from harness.pages import ConsentPage, LoginPage
from harness.states import JOURNEYS

SCHEMES: dict[Literal["light", "dark"], dict[str, Any]] = {
    "light": {},  # all of axe’s rules
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},  # which alone may differ
}
WIDTHS = (320, 360, 720, 1440)  # 320 px is 1280 px at 400 % zoom, 720 px is 1440 px at 200 %
CONTROLS = "button, select, summary, label:has(input), nav a"
TOO_SMALL = """controls => [...document.querySelectorAll(controls)]
  .map(each => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
  .map(([each, box]) => `${each.textContent.trim()} ${box.width} x ${box.height}`)"""


@pytest.mark.expects_console("Failed to load resource")  # refusals are states, too
@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_state_is_accessible(page: Page, journey: str) -> None:
    """axe finds nothing, nothing is cut off or scrolled sideways, everything can be hit."""
    found: list[str] = []

    for name, at in JOURNEYS[journey](page):
        whole = at.viewport_size
        assert whole
        for scheme, rules in SCHEMES.items():
            at.emulate_media(color_scheme=scheme)
            axe = Axe().run(at, options={"resultTypes": ["violations"], **rules})
            if axe.violations_count:
                found.append(f"{name}, {scheme}: {axe.generate_report()}")
        for width in WIDTHS:
            at.set_viewport_size({"width": width, "height": 800})
            wider = at.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wider > 0:
                found.append(f"{name}, {width} px: {wider} px too wide")
        at.set_viewport_size({"width": 360, "height": 800})
        small = at.evaluate(TOO_SMALL, CONTROLS)
        if small:
            found.append(f"{name}: too small to hit: {small}")
        at.set_viewport_size(whole)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_longest_names_fit(page: Page, width: int) -> None:
    """As long as the database's columns; no mock provider has such people."""
    word = "Wolfeschlegelsteinhausen"
    connection = {"id": 1, "provider": "github", "uid": "9" * 255, "title": "GitHub"}
    user = {
        "id": 1,
        "username": "u" * 150,
        "first_name": (word + " ") * 6,
        "last_name": word * 6,
        "email": f"{'a' * 64}@{'b' * 63}.{'c' * 63}.example",
        "connections": [connection, {**connection, "provider": "none", "title": word}],
    }
    me = {"user": user, "csrf_token": "x"}
    page.route("**/api/me/", lambda route: route.fulfill(json=me))
    page.set_viewport_size({"width": width, "height": 800})
    login = LoginPage(page).open()
    expect(login.sign_out).to_be_in_viewport()

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(page.get_by_role("button", name=f"Unlink {word}")).to_be_visible()


def press(page: Page, key: str) -> None:
    with suppress(Error):  # the window may be gone before the key is up again
        page.keyboard.press(key)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus: a mouse would not have to look."""
    wanted = page.get_by_role("button", name=name, exact=True).first
    for _ in range(60):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by Tab")


def consent_by_keyboard(page: Page, button: str, person: str = "Continue as Ada Lovelace") -> None:
    tab_to(page, button)
    with page.expect_popup() as popup:
        page.keyboard.press("Enter")
    consent = ConsentPage(popup.value)
    expect(consent.heading).to_be_visible()
    tab_to(consent.page, person)
    press(consent.page, "Enter")


def test_keyboard_alone_signs_in_links_unlinks_and_signs_out(page: Page) -> None:
    login = LoginPage(page).open()
    expect(login.sign_in_button("GitHub")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the sign-in")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Token")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    expect(login.sign_in_button("GitHub")).to_be_focused()
    consent_by_keyboard(page, "Continue with GitHub", "Continue as A new person")
    expect(page.get_by_role("heading", name="Hello,")).to_be_focused()

    page.get_by_label("Link another").focus()
    page.keyboard.press("D")
    consent_by_keyboard(page, "Link", "Continue as A new person")
    expect(page.get_by_role("button", name="Unlink Discord")).to_be_visible()
    expect(page.get_by_label("Link another")).to_be_focused()
    page.get_by_role("heading", name="Hello,").focus()
    tab_to(page, "Unlink Discord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Unlink Discord")).to_have_count(0)

    page.get_by_role("heading", name="Hello,").focus()
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_focused()


def test_focus_goes_to_the_way_out_of_a_failure(page: Page) -> None:
    login = LoginPage(page).open()

    login.begin("GitHub").cancel()

    expect(login.problem.get_by_role("button", name="Try again")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Over to you")


def test_at_200_percent_and_with_text_twice_as_large_everything_still_works(page: Page) -> None:
    """Zoom of 200 % is half the width; text alone twice as large is what some choose instead."""
    page.set_viewport_size({"width": 640, "height": 400})
    login = LoginPage(page).open()
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")

    login.begin("GitHub").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    login.sign_out.click()

    expect(login.sign_in_button("GitHub")).to_be_visible()


def test_forced_colours_and_print_leave_the_words(page: Page) -> None:
    login = LoginPage(page).open()
    page.emulate_media(forced_colors="active")
    expect(login.sign_in_button("GitHub")).to_be_visible()

    page.emulate_media(media="print", forced_colors="none")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="What happens")).to_be_visible()
    expect(page.get_by_role("radiogroup")).to_be_hidden()
    expect(login.sign_in_button("GitHub")).to_be_hidden()

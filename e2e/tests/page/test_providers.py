"""The buttons: which providers they are for, how they look, and what is shown if there are none."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.pages import LoginPage
from harness.running import ROOT

DRAWN = "/icons/providers.svg#"
LOADED = "image => image.decode().then(() => image.naturalWidth > 0)"

CUT_OFF = """buttons => buttons
  .filter(each => each.querySelector('[data-name]').getBoundingClientRect().right
    > each.getBoundingClientRect().right - 4)
  .map(each => each.textContent)"""


def icons(buttons: Locator) -> list[str]:
    """Return each icon's address, if it can be drawn."""
    images = buttons.locator("img").all()
    assert all(image.evaluate(LOADED) for image in images)
    return [str(image.get_attribute("src")) for image in images]


def views() -> set[str]:
    """Return the icons that providers.svg has under their own names."""
    drawing = (ROOT / "frontend" / "icons" / "providers.svg").read_text()
    return set(re.findall(r'<view id="([^"]+)"', drawing))


def test_each_button_has_an_icon_of_its_own(page: Page) -> None:
    login = LoginPage(page).open()
    expect(login.sign_in_button("GitHub")).to_be_visible()

    sources = icons(page.get_by_role("button", name="Continue with"))

    drawn = {source.partition(DRAWN)[2] for source in sources if DRAWN in source}
    assert len(set(sources)) == len(sources) == 12
    assert drawn == views()


def test_no_name_is_cut_off_at_any_width(page: Page) -> None:
    login = LoginPage(page).find("Keycloak")
    expect(login.sign_in_button("OpenStreetMap").first).to_be_visible()

    for width in (320, 360, 390, 768, 900, 1024, 1120, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        buttons = page.get_by_role("button", name="Continue with")
        assert buttons.evaluate_all(CUT_OFF) == [], width


def test_any_other_provider_has_a_neutral_sign(page: Page) -> None:
    login = LoginPage(page).find("Trello")

    [source] = icons(login.sign_in_button("Trello"))

    assert DRAWN in source
    assert source.partition(DRAWN)[2] not in views()


def test_without_a_provider_the_card_says_what_to_do(page: Page) -> None:
    page.route("**/api/login/social/providers/", lambda route: route.fulfill(json=[]))
    LoginPage(page).open()

    words = page.get_by_text("No provider is set up yet.")
    expect(words).to_contain_text(".env")
    expect(words).to_contain_text("SOCIAL_AUTH_GITHUB_KEY and SOCIAL_AUTH_GITHUB_SECRET")
    expect(words).to_contain_text("docs/providers.md")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_role("radiogroup")).to_be_hidden()


@pytest.mark.expects_console("net::ERR|Failed to load")
def test_with_providers_or_without_an_API_the_card_does_not_say_so(page: Page) -> None:
    words = page.get_by_text("No provider is set up yet.")
    login = LoginPage(page).open()
    expect(login.sign_in_button("GitHub")).to_be_visible()
    expect(words).to_be_hidden()

    page.route("**/api/login/social/providers/", lambda route: route.abort(), times=1)
    login.open()

    expect(login.problem).to_contain_text("The API cannot be reached")
    expect(words).to_be_hidden()

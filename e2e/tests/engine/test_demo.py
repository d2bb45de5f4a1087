"""People who have Docker and no Python see the same demo."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from harness.pages import LoginPage


def test_a_click_and_a_popup_sign_in(page: Page) -> None:
    login = LoginPage(page).open()

    consent = login.begin("GitHub")
    with consent.page.expect_event("close"):
        consent.allow()

    expect(login.status).to_have_text("Signed in as Ada Lovelace")

"""Failures as help: what happened, who can fix it, one button."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from harness.pages import ConsentPage, LoginPage
from harness.states import refuse

FAULTS = {
    ("Callback", "The provider reports server_error"): ("an error of its own", "Try again"),
    ("Callback", "Another state comes back"): ("discarded", "Try again"),
    ("Callback", "No code (or verifier) at all"): ("without a code", "Try again"),
    ("Token call", "The code has expired"): ("expired", "Try again"),
    ("Token call", "500 Internal Server Error"): ("temporarily unavailable", "Try again in 0:"),
    ("Token call", "An HTML page instead of data"): ("cannot understand", "Try again"),
    ("Token call", "The connection breaks"): ("cannot reach", "Try again in 0:"),
    ("Profile call", "401: the token has been revoked"): ("did not let it read", "Try again"),
}
YOURS = {"Another state comes back", "The code has expired"}


@pytest.mark.expects_console("Failed to load resource")
def test_each_fault_says_who_can_fix_it_and_has_one_button(page: Page) -> None:
    login = LoginPage(page).open()
    alert = page.get_by_role("alert")

    for (stage, fault), (words, button) in FAULTS.items():
        consent = login.begin("GitHub")
        consent.spoil(stage, fault)
        consent.allow()

        expect(alert).to_contain_text(words)
        expect(alert).to_contain_text("Over to you" if fault in YOURS else "GitHub has a problem")
        expect(login.problem.get_by_role("button")).to_have_text([re.compile(f"^{button}")])
        expect(login.problem.get_by_role("button")).to_be_focused()
        expect(login.sign_in_button("GitHub")).to_be_visible()


@pytest.mark.expects_console("502")
def test_wrong_keys_name_the_settings_to_correct(page: Page) -> None:
    login = LoginPage(page).open()

    consent = login.begin("Google")
    consent.spoil("Token call", "The provider does not accept the client's secret")
    consent.allow()
    login.problem.get_by_role("button", name="Check the keys").click()

    choice = page.get_by_label("Provider", exact=True)
    expect(choice).to_be_focused()
    expect(choice).to_have_value("google-oauth2")
    expect(page.get_by_label("Lines for .env", exact=True)).to_contain_text("GOOGLE_OAUTH2_KEY")


def test_declined_by_redirect_the_next_try_is_one_click_away(page: Page) -> None:
    login = LoginPage(page).open()
    page.evaluate("window.open = () => null; void 0")
    login.sign_in_button("GitHub").click()
    login.problem.get_by_role("button", name="Go to GitHub").click()
    ConsentPage(page).cancel()
    expect(login.problem).to_contain_text("You declined at GitHub")

    login.recover("Try again").allow()

    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    expect(login.problem).to_have_count(0)


@pytest.mark.expects_console("403|409")
def test_another_account_is_offered_for_one_that_may_not_sign_in(page: Page) -> None:
    login = LoginPage(page).open()
    for status, code, sentence in (
        (403, "sign_up_closed", "new accounts cannot be created"),
        (403, "domain_not_allowed", "an e-mail address of an allowed domain"),
        (409, "email_in_use", "then link GitHub"),
        (403, "account_disabled", "This account is not active"),
    ):
        refuse(page, "login/social/session/github/", status, code)
        login.begin("GitHub").allow()
        expect(login.problem).to_contain_text(sentence)

    login.recover("Use another account").allow("Zoë Ōkami")

    expect(login.status).to_contain_text("Signed in as Zoë")


@pytest.mark.expects_console("409")
def test_an_account_of_somebody_else_is_not_linked_and_the_way_to_it_is_shown(page: Page) -> None:
    login = LoginPage(page).open()
    login.begin("Slack").allow("Mallory")
    expect(login.status).to_contain_text("Signed in as")
    login.sign_out.click()
    expect(login.sign_in_button("Slack")).to_be_visible()
    login.sign_in()

    login.link("Slack").allow("Mallory")

    expect(login.problem).to_contain_text("already belongs to someone else")
    login.problem.get_by_role("button", name="Sign out").click()
    expect(login.sign_in_button("Slack")).to_be_visible()
    expect(login.problem).to_have_count(0)


@pytest.mark.expects_console("401|403")
def test_signed_out_in_another_tab_the_page_says_so_and_offers_to_sign_in_again(page: Page) -> None:
    login = LoginPage(page).sign_in()
    other = LoginPage(page.context.new_page()).open()
    other.sign_out.click()
    expect(other.sign_in_button("GitHub")).to_be_visible()

    page.get_by_role("button", name="Unlink GitHub").click()

    expect(login.problem).to_contain_text("You are signed out")
    expect(login.sign_in_button("GitHub")).to_be_visible()
    expect(login.recover("Sign in again").heading).to_contain_text("GitHub")


@pytest.mark.expects_console("net::ERR|Failed to load")
def test_page_that_cannot_reach_the_api_says_so_and_can_try_again(page: Page) -> None:
    page.route("**/api/login/social/providers/", lambda route: route.abort(), times=1)
    login = LoginPage(page).open()

    expect(login.problem).to_contain_text("The API cannot be reached")
    login.problem.get_by_role("button", name="Try again").click()

    expect(login.sign_in_button("GitHub")).to_be_visible()
    expect(login.problem).to_have_count(0)


@pytest.mark.expects_console("503")
def test_busy_provider_is_left_alone_for_as_long_as_it_asks(page: Page) -> None:
    page.clock.install()
    login = LoginPage(page).open()
    consent = login.begin("GitHub")
    consent.spoil("Token call", "429 Too Many Requests, Retry-After 60")
    consent.allow()
    expect(login.problem).to_contain_text("GitHub has a problem")
    again = login.problem.get_by_role("button", name="Try again")
    expect(again).to_have_attribute("aria-disabled", "true")
    expect(again).to_contain_text(re.compile(r"in (1:00|0:5\d)"))
    again.click(force=True)
    assert len(page.context.pages) == 1

    page.clock.run_for(61_000)

    expect(again).to_have_text("Try again")
    login.recover("Try again").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")

"""A visitor signs in with every provider in every way, returns, changes their mind, signs out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from harness.exhaustive import combined
from harness.pages import ConsentPage, LoginPage

PROVIDERS = ["GitHub", "Facebook", "Google", "X"]
WAYS = ["Session", "Token", "JWT", "JWT cookie"]


@pytest.fixture
def login(page: Page) -> LoginPage:
    return LoginPage(page).open()


def expect_signed_out(login: LoginPage) -> None:
    expect(login.sign_in_button("GitHub")).to_be_visible()
    expect(login.sign_out).to_be_hidden()


@pytest.mark.parametrize(("provider", "way"), combined(PROVIDERS, WAYS))
def test_a_click_and_a_popup_sign_in(login: LoginPage, provider: str, way: str) -> None:
    login.choose(way)

    consent = login.begin(provider)
    expect(consent.heading).to_contain_text("Sign in with")
    with consent.page.expect_event("close"):
        consent.allow()

    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    expect(login.profile.first).to_have_text("Ada Lovelace")
    expect(login.problem).to_be_hidden()
    assert len(login.page.context.pages) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_second_visit_signs_in_the_same_user(login: LoginPage, provider: str) -> None:
    names = []
    for _ in range(2):
        login.begin(provider).allow("Zoë Ōkami")
        expect(login.status).to_contain_text("Signed in as")
        names.append(login.profile.nth(1).inner_text())
        login.sign_out.click()
        expect_signed_out(login)

    assert names[0] == names[1]


@pytest.mark.parametrize("way", ["Session", "JWT cookie"])
def test_a_cookie_survives_a_reload_and_ends_with_sign_out(login: LoginPage, way: str) -> None:
    login.choose(way)
    login.begin("GitHub").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")

    login.page.reload()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    login.sign_out.click()
    expect_signed_out(login)

    login.page.reload()
    expect_signed_out(login)


@pytest.mark.parametrize("way", WAYS)
def test_sign_out_ends_every_way_of_being_signed_in(login: LoginPage, way: str) -> None:
    login.choose(way)
    login.begin("GitHub").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")

    login.sign_out.click()

    expect_signed_out(login)
    expect(login.page.get_by_text("Signed in as")).to_be_hidden()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_declining_shows_a_sentence_and_signs_nobody_in(login: LoginPage, provider: str) -> None:
    consent = login.begin(provider)
    with consent.page.expect_event("close"):
        consent.cancel()

    expect(login.problem).to_contain_text(f"You declined at {provider}")
    expect_signed_out(login)
    login.page.reload()
    expect_signed_out(login)


def test_after_declining_the_next_try_signs_in(login: LoginPage) -> None:
    login.begin("GitHub").cancel()
    expect(login.problem).to_be_visible()

    with login.page.expect_popup() as popup:
        login.problem.get_by_role("button", name="Try again").click()
    ConsentPage(popup.value).allow()

    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    expect(login.problem).to_be_hidden()


def test_a_person_without_an_e_mail_address_can_sign_in(login: LoginPage) -> None:
    login.begin("Facebook").allow("Sam")

    expect(login.status).to_contain_text("Signed in as Sam")
    expect(login.profile.nth(2)).to_have_text("not shared")


def test_an_e_mail_address_that_two_people_claim_joins_no_accounts(login: LoginPage) -> None:
    names = []
    for person in ("Ada", "Mallory"):
        login.begin("GitHub").allow(person)
        expect(login.status).to_contain_text(f"Signed in as {person}")
        names.append(login.profile.nth(1).inner_text())
        login.sign_out.click()
        expect_signed_out(login)

    assert names[0] != names[1]


def test_the_name_without_a_mapping_works_as_well(page: Page, demo) -> None:
    page.goto(demo.local_origin)

    LoginPage(page).begin("GitHub").allow()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada Lovelace")


@pytest.mark.only_browser("chromium")
def test_a_blocked_popup_is_a_sentence_and_a_redirect_that_works(
    page_with_popup_blocker: Page,
) -> None:
    page = page_with_popup_blocker
    # A click by a script, which nobody made, is what popup blockers are for. Nothing else may look
    # into the page before: Playwright's looking counts as somebody's gesture.
    page.add_init_script(
        """new MutationObserver((_, observer) => {
             const button = document.querySelector('[aria-busy=false] button[data-provider=github]')
             if (!button) return
             observer.disconnect()
             button.click()
             console.info('clicked')
           }).observe(document, { attributes: true, childList: true, subtree: true })"""
    )
    with page.expect_console_message(lambda message: message.text == "clicked"):
        login = LoginPage(page).open()

    expect(login.problem).to_contain_text("Your browser blocked the GitHub window")
    expect_signed_out(login)
    assert len(page.context.pages) == 1

    login.problem.get_by_role("button", name="Go to GitHub").click()
    ConsentPage(page).allow()

    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    assert "code" not in page.url
    assert "state" not in page.url


def test_a_provider_that_is_searched_for_signs_in(login: LoginPage) -> None:
    login.page.get_by_role("searchbox", name="Any other provider").fill("zotero")
    expect(login.sign_in_button("Discord")).to_be_visible()

    login.begin("Zotero").allow()

    expect(login.status).to_contain_text("Signed in as")


def test_a_search_for_nobody_says_so(login: LoginPage) -> None:
    login.page.get_by_role("searchbox", name="Any other provider").fill("no such provider")

    expect(login.page.get_by_text("No provider matches.")).to_be_visible()
    expect(login.sign_in_button("Zotero")).to_have_count(0)

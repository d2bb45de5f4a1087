"""What a signed-in person can do: link, unlink, see and renew the proof, and get help."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from harness.pages import LoginPage
from harness.states import held, refuse


@pytest.fixture
def signed_in(page: Page) -> LoginPage:
    return LoginPage(page).sign_in()


@pytest.mark.expects_console("403")
def test_another_account_is_linked_and_unlinked_but_never_the_last_one(
    signed_in: LoginPage,
) -> None:
    page = signed_in.page
    who = signed_in.status.text_content() or ""

    signed_in.link("X").allow("A new person")
    unlink = page.get_by_role("button", name="Unlink X")
    expect(unlink).to_be_visible()
    expect(signed_in.status).to_have_text(who)
    unlink.click()
    expect(unlink).to_have_count(0)
    expect(signed_in.problem).to_have_count(0)
    page.get_by_role("button", name="Unlink GitHub").click()

    expect(signed_in.problem).to_contain_text("Over to you")
    expect(page.get_by_role("button", name="Unlink GitHub")).to_be_visible()
    signed_in.problem.get_by_role("button", name="Link another account").click()
    expect(page.get_by_label("Link another", exact=True)).to_be_focused()


@pytest.mark.parametrize("way", ["Token", "JWT", "JWT cookie"])
def test_the_login_that_unlinks_stays_signed_in(page: Page, way: str) -> None:
    login = LoginPage(page).sign_in(way)
    who = login.status.text_content() or ""
    login.link("X").allow("A new person")
    unlink = page.get_by_role("button", name="Unlink X")
    unlink.click()
    expect(unlink).to_have_count(0)

    login.link("X").allow("A new person")

    expect(unlink).to_be_visible()
    expect(login.status).to_have_text(who)
    expect(login.problem).to_have_count(0)


@pytest.mark.expects_console("403")
def test_a_new_person_without_an_e_mail_address_is_asked_for_one(page: Page) -> None:
    login = LoginPage(page).open()
    login.choose("JWT")
    login.begin("GitHub").allow("Sam Quiet")
    address = page.get_by_label("Your e-mail address")
    proceed = page.get_by_role("button", name="Continue", exact=True)
    expect(address).to_be_focused()

    address.fill("nonsense")
    proceed.click()
    expect(address).to_be_focused()
    address.fill("sam@example.com")
    proceed.click()

    expect(login.status).to_contain_text("Signed in as Sam")
    expect(page.get_by_text("sam@example.com", exact=True)).to_be_visible()
    expect(address).to_be_hidden()
    expect(login.problem).to_have_count(0)


def test_declined_link_changes_nothing_and_can_be_tried_again(signed_in: LoginPage) -> None:
    signed_in.link("X").cancel()
    expect(signed_in.problem).to_contain_text("You declined at X")

    signed_in.recover("Try again").allow("A new person")

    expect(signed_in.page.get_by_role("button", name="Unlink X")).to_be_visible()
    expect(signed_in.problem).to_have_count(0)


@pytest.mark.expects_console("403")
def test_after_confirming_an_old_sign_in_the_action_continues(page: Page) -> None:
    login = LoginPage(page).open()
    login.begin("Discord").allow("Sam Quiet")
    expect(login.status).to_contain_text("Signed in as sam")
    refuse(page, "login/social/begin/spotify/", 403, "reauthentication_required")
    page.get_by_label("Link another").select_option("Spotify")
    page.get_by_role("button", name="Link", exact=True).click()
    login.recover("Confirm with Discord").allow("Sam Quiet")
    login.recover("Continue").allow("Sam Quiet")
    unlink = page.get_by_role("button", name="Unlink Spotify")
    expect(unlink).to_be_visible()

    refuse(page, "social/connections/*/", 403, "reauthentication_required")
    unlink.click()
    login.recover("Confirm with Discord").allow("Sam Quiet")

    expect(unlink).to_have_count(0)
    expect(login.problem).to_have_count(0)


@pytest.mark.expects_console("403")
def test_confirming_as_somebody_else_does_nothing_in_their_name(page: Page) -> None:
    login = LoginPage(page).sign_in()
    refuse(page, "social/connections/*/", 403, "reauthentication_required")
    page.get_by_role("button", name="Unlink GitHub").click()
    deleted: list[str] = []
    page.on("request", lambda each: deleted.append(each.url) if each.method == "DELETE" else None)

    login.recover("Confirm with GitHub").allow("Zoë Ōkami")

    expect(login.status).to_contain_text("Signed in as Zoë")
    expect(page.get_by_role("button", name="Unlink GitHub")).to_be_visible()
    assert deleted == []


def test_jwt_counts_down_and_renews_itself(page: Page) -> None:
    login = LoginPage(page)
    page.clock.install()
    login.open()
    login.choose("JWT")
    login.begin("GitHub").allow()
    expect(page.get_by_text(re.compile(r"Expires in 4:5\d"))).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile(r"4:5\d left"))).to_be_visible()

    with page.expect_response("**/api/token/refresh/") as renewed:
        page.clock.run_for(290_000)

    assert renewed.value.status == 200
    column = page.get_by_role("columnheader", name="JWT · in use", exact=True)
    expect(column).to_have_attribute("aria-current", "true")
    expect(page.get_by_text(re.compile(r"Expires in 4:\d\d"))).to_be_visible()
    expect(login.problem).to_have_count(0)


@pytest.mark.expects_console("401")
def test_jwt_that_cannot_be_renewed_ends_in_a_clear_way_on(page: Page) -> None:
    login = LoginPage(page).sign_in("JWT")
    refuse(page, "token/refresh/", 401, "token_not_valid")

    page.get_by_role("button", name="Renew now").click()

    expect(login.problem).to_contain_text("You are signed out")
    expect(login.sign_in_button("GitHub")).to_be_visible()
    login.recover("Sign in again").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    column = page.get_by_role("columnheader", name="JWT · in use", exact=True)
    expect(column).to_have_attribute("aria-current", "true")


@pytest.mark.expects_console("net::ERR|Failed to load")
def test_jwt_survives_a_moment_without_a_network(page: Page) -> None:
    login = LoginPage(page).sign_in("JWT")
    page.route("**/api/token/refresh/", lambda route: route.abort(), times=1)

    page.get_by_role("button", name="Renew now").click()

    expect(login.problem).to_contain_text("cannot be reached")
    with page.expect_response("**/api/token/refresh/") as renewed:
        login.problem.get_by_role("button", name="Try again").click()
    assert renewed.value.status == 200
    expect(login.problem).to_have_count(0)
    expect(login.sign_out).to_be_visible()


def test_two_tabs_with_a_jwt_each_renew_their_own(page: Page) -> None:
    logins = [LoginPage(page).sign_in("JWT"), LoginPage(page.context.new_page()).sign_in("JWT")]

    for login in logins * 2:
        with login.page.expect_response("**/api/token/refresh/") as renewed:
            login.page.get_by_role("button", name="Renew now").click()
        assert renewed.value.status == 200
        expect(login.problem).to_have_count(0)


@pytest.mark.parametrize(
    ("way", "carries"),
    [
        ("Session", "Cookie: sessionid"),
        ("Token", "Token "),
        ("JWT", "Bearer "),
        ("JWT cookie", "Cookie: social_access"),
    ],
)
def test_page_says_what_every_request_carries(page: Page, way: str, carries: str) -> None:
    login = LoginPage(page).open()
    login.choose(way)
    login.begin("GitHub").allow()

    expect(page.get_by_label("Header of every request")).to_contain_text(carries)
    column = page.get_by_role("columnheader", name=f"{way} · in use", exact=True)
    expect(column).to_have_attribute("aria-current", "true")


SLOW = {
    "Sign out": ("logout/", "Signing out…"),
    "Unlink GitHub": ("social/connections/*/", "Unlinking…"),
    "Renew now": ("token/refresh/", "Renewing…"),
}


@pytest.mark.expects_console("403")
@pytest.mark.parametrize("name", SLOW)
def test_what_takes_its_time_shows_it(page: Page, name: str) -> None:
    path, words = SLOW[name]
    login = LoginPage(page).sign_in("JWT")
    button = page.get_by_role("button", name=name)

    with held(page, f"**/api/{path}") as requests:
        button.click()
        expect(login.status).to_have_text(words)
        expect(button).to_have_attribute("aria-busy", "true")
        button.click()  # once is enough

    expect(page.get_by_text(words)).to_have_count(0)
    assert len(requests) == 1


def test_slow_search_says_that_it_searches(page: Page) -> None:
    login = LoginPage(page).open()

    with held(page, "**/api/login/social/providers/?search=*"):
        page.get_by_role("searchbox", name="Any other provider").fill("zotero")
        expect(page.get_by_text("Searching…")).to_be_visible()

    expect(login.sign_in_button("Zotero")).to_be_visible()
    expect(page.get_by_text("Searching…")).to_have_count(0)


def test_signed_in_is_shown_before_the_accounts_are_known(page: Page) -> None:
    login = LoginPage(page).open()
    with held(page, "**/api/me/"):
        login.begin("GitHub").allow()
        expect(login.status).to_contain_text("Signed in as")
        expect(page.get_by_label("Link another", exact=True)).to_be_disabled()
        expect(login.linked).to_have_count(0)

    expect(login.linked).to_be_visible()
    expect(page.get_by_label("Link another", exact=True)).to_be_enabled()


def test_signing_out_before_the_accounts_are_known_stays_signed_out(page: Page) -> None:
    login = LoginPage(page).open()
    expect(login.sign_in_button("GitHub")).to_be_visible()
    waiting: list[Route] = []
    page.route("**/api/me/", lambda route: waiting.append(route))
    login.begin("GitHub").allow()
    login.sign_out.click()
    expect(login.sign_in_button("GitHub")).to_be_visible()

    user = {"id": 1, "username": "late", "first_name": "", "last_name": "", "connections": []}
    with page.expect_response("**/api/me/"):
        waiting[0].fulfill(json={"user": user, "csrf_token": "x"})

    expect(login.sign_in_button("GitHub")).to_be_visible()

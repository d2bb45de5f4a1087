"""What a signed-in person can do: link, unlink, see the proof, renew it, and be helped."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages import ConsentPage, LoginPage
from states import held, refuse


def sign_in(page: Page, way: str = "Session") -> LoginPage:
    """As somebody new, so that nothing is linked yet."""
    login = LoginPage(page).open()
    login.choose(way)
    login.begin("GitHub").allow("A new person")
    expect(login.status).to_contain_text("Signed in as")
    return login


@pytest.fixture
def signed_in(page: Page) -> LoginPage:
    return sign_in(page)


def link(login: LoginPage, provider: str) -> ConsentPage:
    login.page.get_by_label("Link another").select_option(provider)
    with login.page.expect_popup() as popup:
        login.page.get_by_role("button", name="Link", exact=True).click()
    return ConsentPage(popup.value)


@pytest.mark.expects_console("403")
def test_another_account_is_linked_and_unlinked_but_never_the_last_one(
    signed_in: LoginPage,
) -> None:
    page = signed_in.page
    who = signed_in.status.text_content() or ""

    link(signed_in, "X").allow("A new person")
    unlink = page.get_by_role("button", name="Unlink X")
    expect(unlink).to_be_visible()
    expect(signed_in.status).to_have_text(who)
    unlink.click()
    expect(unlink).to_have_count(0)
    expect(signed_in.problem).to_have_count(0)
    page.get_by_role("button", name="Unlink GitHub").click()

    expect(signed_in.problem).to_contain_text("Your turn")
    expect(page.get_by_role("button", name="Unlink GitHub")).to_be_visible()
    signed_in.problem.get_by_role("button", name="Link another account").click()
    expect(page.get_by_label("Link another", exact=True)).to_be_focused()


@pytest.mark.parametrize("way", ["Token", "JWT"])
def test_unlinking_ends_every_token_and_says_so(page: Page, way: str) -> None:
    login = sign_in(page, way)
    link(login, "X").allow("A new person")
    page.get_by_role("button", name="Unlink X").click()

    expect(login.problem).to_contain_text("ended every token")
    with page.expect_popup() as popup:
        login.problem.get_by_role("button", name="Sign in again").click()

    expect(ConsentPage(popup.value).heading).to_contain_text("Sign in with GitHub")


def test_declined_link_changes_nothing_and_can_be_tried_again(signed_in: LoginPage) -> None:
    link(signed_in, "X").cancel()
    expect(signed_in.problem).to_contain_text("You declined at X")

    with signed_in.page.expect_popup() as popup:
        signed_in.problem.get_by_role("button", name="Try again").click()
    ConsentPage(popup.value).allow("A new person")

    expect(signed_in.page.get_by_role("button", name="Unlink X")).to_be_visible()
    expect(signed_in.problem).to_have_count(0)


@pytest.mark.expects_console("403")
def test_who_signed_in_long_ago_confirms_and_what_was_wanted_is_done(page: Page) -> None:
    login = LoginPage(page).open()
    login.begin("Discord").allow("Sam Quiet")
    expect(login.status).to_have_text("Signed in as sam")
    refuse(page, "login/social/begin/spotify/", 403, "reauthentication_required")
    page.get_by_label("Link another").select_option("Spotify")
    page.get_by_role("button", name="Link", exact=True).click()
    with page.expect_popup() as popup:
        login.problem.get_by_role("button", name="Confirm with Discord").click()
    ConsentPage(popup.value).allow("Sam Quiet")
    with page.expect_popup() as popup:
        login.problem.get_by_role("button", name="Go on").click()
    ConsentPage(popup.value).allow("Sam Quiet")
    unlink = page.get_by_role("button", name="Unlink Spotify")
    expect(unlink).to_be_visible()

    refuse(page, "social/connections/*/", 403, "reauthentication_required")
    unlink.click()
    with page.expect_popup() as popup:
        login.problem.get_by_role("button", name="Confirm with Discord").click()
    ConsentPage(popup.value).allow("Sam Quiet")

    expect(unlink).to_have_count(0)
    expect(login.problem).to_have_count(0)


@pytest.mark.expects_console("403")
def test_confirming_as_somebody_else_does_nothing_in_their_name(page: Page) -> None:
    login = sign_in(page)
    refuse(page, "social/connections/*/", 403, "reauthentication_required")
    page.get_by_role("button", name="Unlink GitHub").click()
    deleted: list[str] = []
    page.on("request", lambda each: deleted.append(each.url) if each.method == "DELETE" else None)

    with page.expect_popup() as popup:
        login.problem.get_by_role("button", name="Confirm with GitHub").click()
    ConsentPage(popup.value).allow("Zoë Ōkami")

    expect(login.status).to_contain_text("Signed in as Zoë")
    expect(page.get_by_role("button", name="Unlink GitHub")).to_be_visible()
    assert deleted == []


@pytest.mark.expects_console("409")
def test_an_account_of_somebody_else_is_not_linked_and_the_way_to_it_is_shown(
    signed_in: LoginPage, context: BrowserContext
) -> None:
    other = LoginPage(context.browser.new_context(base_url=signed_in.page.url).new_page())  # type: ignore[union-attr]
    other.open()
    other.begin("Slack").allow("Mallory")
    expect(other.status).to_contain_text("Signed in as")
    other.page.context.close()

    link(signed_in, "Slack").allow("Mallory")

    expect(signed_in.problem).to_contain_text("already belongs to somebody else")
    signed_in.problem.get_by_role("button", name="Sign out").click()
    expect(signed_in.sign_in_button("Slack")).to_be_visible()
    expect(signed_in.problem).to_have_count(0)


@pytest.mark.expects_console("401|403")
def test_signed_out_in_another_tab_the_page_says_so_and_offers_the_way_back(
    signed_in: LoginPage,
) -> None:
    other = LoginPage(signed_in.page.context.new_page()).open()
    other.sign_out.click()
    expect(other.sign_in_button("GitHub")).to_be_visible()

    signed_in.page.get_by_role("button", name="Unlink GitHub").click()

    expect(signed_in.problem).to_contain_text("You are signed out")
    expect(signed_in.sign_in_button("GitHub")).to_be_visible()
    with signed_in.page.expect_popup() as popup:
        signed_in.problem.get_by_role("button", name="Sign in again").click()
    expect(ConsentPage(popup.value).heading).to_contain_text("GitHub")


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
    expect(page.get_by_role("columnheader", name="JWT")).to_have_attribute("aria-current", "true")
    expect(page.get_by_text(re.compile(r"Expires in 4:\d\d"))).to_be_visible()
    expect(login.problem).to_have_count(0)


@pytest.mark.expects_console("401")
def test_jwt_that_cannot_be_renewed_ends_in_a_clear_way_on(page: Page) -> None:
    login = sign_in(page, "JWT")
    refuse(page, "token/refresh/", 401, "token_not_valid")

    page.get_by_role("button", name="Renew now").click()

    expect(login.problem).to_contain_text("You are signed out")
    expect(login.sign_in_button("GitHub")).to_be_visible()
    with page.expect_popup() as popup:
        login.problem.get_by_role("button", name="Sign in again").click()
    ConsentPage(popup.value).allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    expect(page.get_by_role("columnheader", name="JWT")).to_have_attribute("aria-current", "true")


@pytest.mark.expects_console("net::ERR|Failed to load")
def test_jwt_survives_a_moment_without_a_network(page: Page) -> None:
    login = sign_in(page, "JWT")
    page.route("**/api/token/refresh/", lambda route: route.abort(), times=1)

    page.get_by_role("button", name="Renew now").click()

    expect(login.problem).to_contain_text("cannot be reached")
    with page.expect_response("**/api/token/refresh/") as renewed:
        login.problem.get_by_role("button", name="Try again").click()
    assert renewed.value.status == 200
    expect(login.problem).to_have_count(0)
    expect(login.sign_out).to_be_visible()


def test_two_tabs_with_a_jwt_each_renew_their_own(page: Page) -> None:
    logins = [sign_in(page, "JWT"), sign_in(page.context.new_page(), "JWT")]

    for login in logins * 2:
        with login.page.expect_response("**/api/token/refresh/") as renewed:
            login.page.get_by_role("button", name="Renew now").click()
        assert renewed.value.status == 200
        expect(login.problem).to_have_count(0)


@pytest.mark.parametrize(
    ("way", "carries"), [("Session", "Cookie:"), ("Token", "Token "), ("JWT", "Bearer ")]
)
def test_page_says_what_each_next_request_carries(page: Page, way: str, carries: str) -> None:
    login = LoginPage(page).open()
    login.choose(way)
    login.begin("GitHub").allow()

    expect(page.get_by_label("Header of each next request")).to_contain_text(carries)
    expect(page.get_by_role("columnheader", name=way)).to_have_attribute("aria-current", "true")


SLOW = {
    "Sign out": ("logout/", "Signing out…"),
    "Unlink GitHub": ("social/connections/*/", "Unlinking…"),
    "Renew now": ("token/refresh/", "Renewing…"),
}


@pytest.mark.expects_console("403")
@pytest.mark.parametrize("name", SLOW)
def test_what_takes_its_time_shows_it(page: Page, name: str) -> None:
    path, words = SLOW[name]
    login = sign_in(page, "JWT")
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
    consent.page.get_by_text("Make something go wrong").click()
    consent.page.get_by_label("Token call").select_option("token:429")
    consent.allow()
    expect(login.problem).to_contain_text("GitHub’s turn")
    again = login.problem.get_by_role("button", name="Try again")
    expect(again).to_have_attribute("aria-disabled", "true")
    expect(again).to_contain_text(re.compile(r"in (1:00|0:5\d)"))
    again.click(force=True)
    assert len(page.context.pages) == 1

    page.clock.run_for(61_000)

    expect(again).to_have_text("Try again")
    with page.expect_popup() as popup:
        again.click()
    ConsentPage(popup.value).allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")

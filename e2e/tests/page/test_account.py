"""What a signed-in person can do: link, unlink, see the proof, renew it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pages import ConsentPage, LoginPage


@pytest.fixture
def signed_in(page: Page) -> LoginPage:
    """Somebody new, so that nothing is linked yet."""
    login = LoginPage(page).open()
    login.begin("GitHub").allow("A new person")
    expect(login.status).to_contain_text("Signed in as")
    return login


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

    expect(signed_in.problem).to_be_visible()
    expect(page.get_by_role("button", name="Unlink GitHub")).to_be_visible()


def test_declined_link_changes_nothing_and_can_be_tried_again(signed_in: LoginPage) -> None:
    link(signed_in, "X").cancel()
    expect(signed_in.problem).to_contain_text("You declined at X")

    with signed_in.page.expect_popup() as popup:
        signed_in.problem.get_by_role("button", name="Try again").click()
    ConsentPage(popup.value).allow("A new person")

    expect(signed_in.page.get_by_role("button", name="Unlink X")).to_be_visible()
    expect(signed_in.problem).to_have_count(0)


def test_jwt_counts_down_and_renews_itself(page: Page) -> None:
    login = LoginPage(page)
    page.clock.install()
    login.open()
    login.choose("JWT")
    login.begin("GitHub").allow()
    expect(page.get_by_text(re.compile(r"Expires in 4:5\d"))).to_be_visible()

    with page.expect_response("**/api/token/refresh/") as renewed:
        page.clock.run_for(290_000)

    assert renewed.value.status == 200
    expect(page.get_by_role("columnheader", name="JWT")).to_have_attribute("aria-current", "true")
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


def test_code_to_take_is_the_code_that_is_served(page: Page) -> None:
    LoginPage(page).open()

    for name in ("popup.js", "callback.html", "callback.js", "redirect.js"):
        page.get_by_text(name, exact=True).click()
        served = page.request.get(f"http://127.0.0.1:{page.url.split(':')[2]}popup/{name}")
        expect(page.get_by_label(re.compile(rf"^{name}:"))).to_have_text(served.text())


def test_examples_to_take_are_those_of_the_readme(page: Page) -> None:
    LoginPage(page).open()

    page.get_by_text("App.vue", exact=True).click()

    expect(page.get_by_label("App.vue:")).to_contain_text("<script setup>")

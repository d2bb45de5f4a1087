"""The fourth way to stay signed in: what the page can do with a JWT that it cannot read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from harness.drawing import Diagram
from harness.pages import LoginPage
from harness.states import refuse

WAY = "JWT cookie"
REFRESH = "/api/login/social/jwt-cookie/refresh/"
NOTE = "signed-in-by-jwt-cookie"


@pytest.fixture
def login(page: Page) -> LoginPage:
    login = LoginPage(page).sign_in(WAY)
    expect(login.linked).to_be_visible()
    return login


@pytest.fixture
def renewals(page: Page) -> list[Request]:
    found: list[Request] = []
    page.on("request", lambda each: found.append(each) if REFRESH in each.url else None)
    return found


def expire(page: Page, times: int) -> None:
    """Let the API see nobody so many times, as it does once the JWT has expired."""
    nobody = {"user": None, "csrf_token": "x" * 64}
    page.route("**/api/me/", lambda route: route.fulfill(json=nobody), times=times)


def cookies(page: Page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def test_scripts_read_no_token_and_sign_out_leaves_none(login: LoginPage) -> None:
    page = login.page
    assert cookies(page) >= {"social_access", "social_refresh", NOTE}
    assert "social_" not in page.evaluate("document.cookie")

    login.sign_out.click()

    expect(login.sign_in_button("GitHub")).to_be_visible()
    assert not cookies(page) & {"social_access", "social_refresh", NOTE}


def test_what_has_expired_is_renewed_after_a_reload(
    login: LoginPage, renewals: list[Request]
) -> None:
    page = login.page
    expire(page, 2)  # asked at the start, and again before it is renewed: another tab may have

    with page.expect_response(f"**{REFRESH}") as renewed:
        page.reload()

    assert renewed.value.status == 204
    expect(login.status).to_contain_text("Signed in as")
    assert len(renewals) == 1


@pytest.mark.expects_console("401")
def test_what_another_tab_has_renewed_is_not_renewed_again(
    login: LoginPage, renewals: list[Request]
) -> None:
    page = login.page
    login.link("X").allow("A new person")
    unlink = page.get_by_role("button", name="Unlink X")
    refuse(page, "social/connections/*/", 401, "not_authenticated")

    unlink.click()

    expect(unlink).to_have_count(0)
    expect(login.problem).to_have_count(0)
    assert renewals == []


@pytest.mark.expects_console("401")
def test_what_cannot_be_renewed_ends_and_is_asked_for_once(
    login: LoginPage, renewals: list[Request]
) -> None:
    page = login.page
    expire(page, 2)
    refuse(page, "login/social/jwt-cookie/refresh/", 401, "token_not_valid")
    page.reload()
    expect(login.sign_in_button("GitHub")).to_be_visible()
    assert NOTE not in cookies(page)

    expire(page, 1)
    page.reload()

    expect(login.sign_in_button("GitHub")).to_be_visible()
    assert len(renewals) == 1


def test_renewing_and_signing_out_are_drawn(login: LoginPage) -> None:
    page, diagram = login.page, Diagram(login.page)
    before = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}

    page.get_by_role("button", name="Renew now").click()
    expect(diagram.messages.last).to_contain_text("204")
    after = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    login.sign_out.click()
    expect(login.sign_in_button("GitHub")).to_be_visible()

    assert [message.told for message in diagram.read()][-4::2] == [
        f"POST {REFRESH}",
        "POST /api/logout/",
    ]
    assert not {"social_access", "social_refresh"} & {
        name for name, value in before.items() if after[name] == value
    }


def test_two_tabs_renew_one_after_the_other(
    login: LoginPage, new_tab: Callable[[], LoginPage]
) -> None:
    for each in (login, new_tab(), login, new_tab()):
        with each.page.expect_response(f"**{REFRESH}") as renewed:
            each.page.get_by_role("button", name="Renew now").click()
        assert renewed.value.status == 204
        expect(each.problem).to_have_count(0)


@pytest.fixture
def new_tab(page: Page) -> Callable[[], LoginPage]:
    return lambda: LoginPage(page.context.new_page()).open()

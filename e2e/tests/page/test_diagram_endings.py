"""The drawing ends where the sign-in ends, and says why."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from harness.drawing import Diagram, Watched
from harness.pages import ConsentPage, LoginPage
from harness.running import Demo


def labels(page: Page) -> list[str]:
    return [f"{message.parties}: {message.label}" for message in Diagram(page).read()]


BEGUN = [
    "Page to API: POST begin/github/",
    "API to Page: 200 authorization_url",
]
WINDOW_OPEN = [
    BEGUN[0],
    "Page to Window: open a blank window",
    BEGUN[1],
    "Window to Provider: authorization request",
]


def test_a_begin_that_finishes_before_the_click_is_drawn_before_it(page: Page) -> None:
    login = LoginPage(page).find("GitHub")
    login.sign_in_button("GitHub").hover()

    with page.expect_response("**/begin/github/") as begun:
        page.mouse.down()
    begun.value.finished()
    page.evaluate("new Promise(requestAnimationFrame)")  # and so the page has read it
    with page.expect_popup() as popup:
        page.mouse.up()

    expect(ConsentPage(popup.value).heading).to_be_visible()
    assert labels(page) == [*BEGUN, "Page to Window: open a window", WINDOW_OPEN[3]]
    assert [time.startswith("−") for time in Diagram(page).times()] == [True, True, False, False]


def test_a_second_click_while_the_window_is_open_forgets_nothing(page: Page, demo: Demo) -> None:
    login = LoginPage(page).find("GitHub")
    flow = Watched(page, demo, "GitHub", by_key=True)

    login.sign_in_button("GitHub").click()

    assert labels(page) == WINDOW_OPEN
    flow.consent.allow()
    flow.compare()


def test_a_window_that_was_closed_ends_the_drawing_there(page: Page) -> None:
    page.clock.install()
    consent = LoginPage(page).find("GitHub").begin_by_key("GitHub")
    expect(consent.heading).to_be_visible()
    page.clock.run_for(1000)

    consent.page.close()
    page.bring_to_front()
    page.clock.run_for(2000)

    expect(Diagram(page).explained).to_contain_text("No code was used")
    assert labels(page) == [*WINDOW_OPEN, "Window: popup_closed"]


def test_the_drawing_ends_after_five_minutes_without_a_callback(page: Page) -> None:
    page.clock.install()
    consent = LoginPage(page).find("GitHub").begin_by_key("GitHub")
    consent.spoil("Callback", "The provider never sends the person back")
    consent.allow()

    page.clock.run_for(300_000)

    expect(Diagram(page).explained).to_contain_text("Nobody came back in time.")
    assert labels(page) == [*WINDOW_OPEN, "Page: timeout"]


@pytest.mark.expects_console("Failed to load resource")
def test_an_API_that_cannot_be_reached_is_drawn_without_an_answer(page: Page) -> None:
    login = LoginPage(page).find("GitHub")
    page.route("**/begin/github/", lambda route: route.abort())

    with page.expect_popup():
        login.sign_in_button("GitHub").press("Enter")

    expect(Diagram(page).explained).to_contain_text("The API cannot be reached.")
    assert labels(page) == [*WINDOW_OPEN[:2], "Page: no response"]


@pytest.mark.parametrize("agrees", [True, False])
def test_a_blocked_window_and_the_redirect_instead_are_drawn(page: Page, agrees: bool) -> None:
    login = LoginPage(page).find("GitHub")
    page.evaluate("window.open = () => null; void 0")

    login.sign_in_button("GitHub").press("Enter")
    expect(Diagram(page).explained).to_contain_text("The browser allows a window only")
    assert labels(page) == ["Page to Window: window blocked"]

    login.problem.get_by_role("button", name="Go to GitHub").click()
    consent = ConsentPage(page)
    consent.allow() if agrees else consent.cancel()

    expect(login.linked.or_(Diagram(page).explained)).to_be_visible()
    assert labels(page)[:6] == [
        *BEGUN,
        "Page to Provider: authorization request",
        f"Provider to Window: callback: {'code' if agrees else 'error=access_denied'}, state",
        "Window to Page: fragment: callback",
        "Page to API: POST session/github/" if agrees else "Page: declined",
    ]

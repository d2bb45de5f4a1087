"""The same sign-in without a popup."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.exhaustive import combined
from harness.stage import OPENER_POLICIES, Stage


def test_blocked_popup_is_a_typed_error_and_the_redirect_works_instead(
    page_with_popup_blocker: Page, stage: Stage
) -> None:
    """With the browser's own blocker on: nobody has clicked, so nothing may open."""
    page = page_with_popup_blocker
    page.goto("/?auto=one")
    expect(page.get_by_role("alert")).to_contain_text("popup_blocked")
    assert len(page.context.pages) == 1
    expect(page.locator("body")).to_have_attribute("data-begun", "over")

    page.goto("/")
    page.get_by_role("button", name="Go to One").click()
    page.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_popup_opens_in_a_click_with_the_blocker_on(
    page_with_popup_blocker: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    """Although the API is slow: the window was open before the request."""
    page = page_with_popup_blocker
    begin = stage.hold("begin")
    page.goto("/")

    popup = start(on=page)
    expect(popup.get_by_text("Opening the sign-in page…")).to_be_visible()
    begin.set()
    popup.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_redirect_returns_to_the_same_page_with_the_callback_and_the_data(
    page: Page, stage: Stage
) -> None:
    page.goto("/?from=shop#basket")
    page.get_by_role("button", name="Go to One").click()
    page.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")
    expect(page.locator("body")).to_have_attribute("data-data", '{"way":"session"}')
    assert page.url == stage.url("/?from=shop#basket")
    assert stage.posted[0]["redirect_uri"] == stage.url(stage.callback)


def test_redirect_leaves_nothing_behind(page: Page, stage: Stage) -> None:
    page.goto("/")
    page.get_by_role("button", name="Go to One").click()
    page.get_by_role("link", name="Allow").click()
    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")

    kept = page.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie, history.state]"
    )
    assert kept == [0, 0, "", None]
    history = page.evaluate("window.navigation?.entries().map(({ url }) => url) ?? []")
    assert not [url for url in [page.url, *history] if "code" in url]

    page.reload()
    expect(page.locator("body")).to_have_attribute("data-data", "null")
    assert len(stage.posted) == 1


def test_declined_redirect_is_the_same_typed_error(page: Page, stage: Stage) -> None:
    page.goto("/")
    page.get_by_role("button", name="Go to One").click()
    page.get_by_role("link", name="Cancel").click()

    expect(page.get_by_role("alert")).to_contain_text("declined: The sign-in was declined. (one)")
    expect(page.locator("body")).to_have_attribute("data-data", '{"way":"session"}')
    assert page.url == stage.url("/")


@pytest.mark.parametrize("answer", ["Swap", "Forget"])
def test_a_redirect_with_a_foreign_state_is_not_followed(
    page: Page, stage: Stage, answer: str
) -> None:
    page.goto("/")
    page.get_by_role("button", name="Go to One").click()
    page.get_by_role("link", name=answer).click()

    expect(page.get_by_role("status")).to_contain_text("No page is waiting")
    assert page.url == stage.url(stage.callback)
    page.get_by_role("link", name="Back to the page").click()
    expect(page.locator("body")).to_have_attribute("data-data", "null")
    assert stage.posted == []


FINISHES_TWICE = """
import { authorizeByRedirect, finishRedirect } from '/popup/redirect.js'
const begin = async () => (await fetch('/api/begin/one', { method: 'POST' })).json()
document.querySelector('button').onclick = () => authorizeByRedirect('one', begin)
let calls = 0
const finish = ({ callback }) => `${++calls}: ${callback.code}`
const both = [finishRedirect(finish), finishRedirect(finish)]
const told = (await Promise.allSettled(both)).map(({ value, reason }) => reason?.code ?? value)
document.querySelector('output').value = [...told, await finishRedirect(finish)].join()
"""


@pytest.mark.parametrize(
    ("choice", "told"), [("Allow", "1: c,1: c,"), ("Cancel", "declined,declined,")]
)
def test_redirect_is_finished_once_by_all_who_ask_meanwhile(
    page: Page, stage: Stage, choice: str, told: str
) -> None:
    stage.scripts["/own.js"] = FINISHES_TWICE
    stage.pages["/"] = (
        "<!doctype html><title>Own</title><button>Go</button><output></output>"
        "<script type=module src=/own.js></script>"
    )
    page.goto("/")
    expect(page.get_by_role("status")).to_have_text(",,")

    page.get_by_role("button", name="Go").click()
    page.get_by_role("link", name=choice).click()

    expect(page.get_by_role("status")).to_have_text(told)


def test_forged_return_is_thrown_away(page: Page, stage: Stage) -> None:
    """Anyone can link to a page with a fragment; only this browser has the cookie of a flow."""
    page.goto("/#oauth&code=evil&state=forged")

    expect(page.locator("body")).to_have_attribute("data-data", "null")
    assert page.url == stage.url("/")
    assert stage.posted == []


@pytest.mark.expects_console("404")
def test_a_cookie_cannot_redirect_the_callback_to_another_host(page: Page, stage: Stage) -> None:
    """A neighbouring subdomain may set cookies; they can only lead to our own paths."""
    page.goto("/")
    for back in ("//evil.localhost/", ".evil.localhost/", "javascript:alert(1)"):
        page.evaluate(
            "value => { document.cookie = `oauth-s=${encodeURIComponent(value)}` }",
            json.dumps({"back": back}),
        )
        with page.expect_response(lambda answer: answer.status == 404):
            page.goto(f"{stage.callback}?code=c&state=s")
        assert page.url.startswith(stage.url("/"))


@pytest.mark.parametrize("value", ["%", "null", "{", '"x"', '{"back": 1}', '{"provider": ["one"]}'])
def test_cookie_that_is_not_ours_leaves_both_pages_working(
    page: Page, stage: Stage, value: str
) -> None:
    page.goto("/")
    page.evaluate("value => { document.cookie = `oauth-s=${value}` }", value)

    page.goto(f"{stage.callback}?code=c&state=s")
    expect(page.get_by_role("status")).to_contain_text("No page is waiting")

    page.goto("/#oauth&code=c&state=s")
    page.get_by_role("button", name="Go to One").click()
    page.get_by_role("link", name="Allow").click()
    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_two_tabs_may_be_away_at_once(page: Page, stage: Stage) -> None:
    other = page.context.new_page()
    for tab, name in ((page, "/?tab=1"), (other, "/?tab=2")):
        tab.goto(name)
        tab.get_by_role("button", name="Go to One").click()
        expect(tab.get_by_role("heading", name="Consent")).to_be_visible()

    for tab, name in ((other, "/?tab=2"), (page, "/?tab=1")):
        tab.get_by_role("link", name="Allow").click()
        expect(tab.get_by_role("status")).to_have_text("Signed in as Ada from one")
        assert tab.url == stage.url(name)


def test_back_button_at_the_provider_leads_to_a_page_that_works(page: Page, stage: Stage) -> None:
    page.goto("/")
    page.get_by_role("button", name="Go to One").click()
    expect(page.get_by_role("heading", name="Consent")).to_be_visible()

    page.go_back()
    page.get_by_role("button", name="Go to One").click()
    page.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


@pytest.mark.parametrize(("app", "callback"), combined(OPENER_POLICIES, OPENER_POLICIES))
def test_redirect_survives_coop(page: Page, stage: Stage, app: str, callback: str) -> None:
    stage.coop = {"page": app, "consent": "same-origin", "callback": callback}
    page.goto("/")
    page.get_by_role("button", name="Go to One").click()
    page.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")

"""X19: on plain http a sibling domain can plant the cookie that a redirect leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Request, expect

from harness.pages import LoginPage

RECORDING = {
    **{"provider": "github", "title": "GitHub", "protocol": "oauth2", "window": "this tab"},
    **{"clicked": 0, "messages": []},
}
OURS: dict[str, Any] = {"provider": "github", "data": {"way": "session", "recording": RECORDING}}
PLANTED: list[dict[str, Any]] = [
    OURS | {"provider": "../../logout"},
    OURS | {"provider": "..%2f..%2flogout"},
    OURS | {"provider": ".."},
    OURS | {"data": {"way": "../token"}},
    OURS | {"data": {"way": "constructor"}},
    OURS | {"data": {"way": ["jwt"]}},
    OURS | {"data": None},
]
SENTENCE = "The response belongs to a different sign-in, so it was discarded."

Completions = Callable[[], list[str]]


@pytest.fixture
def come_back(page: Page) -> Callable[[dict[str, Any], str], None]:
    """Return a function that comes back by redirect, with the cookie that it is given."""

    def come_back(note: dict[str, Any], response: str) -> None:
        value = quote(json.dumps(note), safe="")
        page.goto("/")
        page.evaluate("value => { document.cookie = `oauth-s=${value}` }", value)
        page.goto(f"/#oauth&{response}&state=s")
        page.reload()

    return come_back


@pytest.mark.parametrize("response", ["code=canary", "error=access_denied"])
@pytest.mark.parametrize("note", PLANTED, ids=str)
def test_X19_a_response_to_a_planted_flow_is_discarded_and_the_page_says_so(
    page: Page,
    asked: list[Request],
    come_back: Callable[[dict[str, Any], str], None],
    note: dict[str, Any],
    response: str,
) -> None:
    come_back(note, response)

    problem = LoginPage(page).problem
    expect(problem).to_contain_text(SENTENCE)
    expect(problem).not_to_contain_text("logout")
    problem.get_by_role("button", name="Try again").click()
    expect(problem).to_be_hidden()
    assert [each.url for each in asked if each.method != "GET"] == []
    assert not [each.url for each in asked if "/api/" in each.url and "canary" in each.url]
    assert "canary" not in page.url
    assert "oauth-s" not in page.evaluate("document.cookie")


@pytest.mark.expects_console("403")
def test_X19_a_flow_of_another_browser_is_refused_by_the_api(
    page: Page,
    come_back: Callable[[dict[str, Any], str], None],
    completions: Completions,
) -> None:
    """A planted cookie may name what the page knows; then the server decides."""
    come_back(OURS, "code=canary&redirect_uri=https%3A%2F%2Fapp.example%2F")

    expect(LoginPage(page).problem).to_contain_text("This sign-in is no longer pending")
    assert [each.rpartition("/api/")[2] for each in completions()] == [
        "login/social/session/github/"
    ]

"""Google's One Tap with the mock provider: no window, an id_token, and all of it drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from harness.drawing import Diagram
from harness.pages import LoginPage
from harness.witness import Witness

WAYS = {
    "Session": "session",
    "Token": "token_user",
    "JWT": "jwt_user",
    "JWT cookie": "jwt-cookie",
}
KEYS = [  # fetched once, and so drawn or not
    "API to Provider: GET …/certs",
    "Provider to API: 200",
]


@pytest.mark.parametrize("way", WAYS)
def test_one_tap_signs_in_without_a_window_and_is_drawn(page: Page, way: str) -> None:
    login, diagram = LoginPage(page).open(), Diagram(page)
    witness = Witness(page.context)
    login.choose(way)

    page.get_by_role("button", name="Continue as Ada").click()

    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    expect(login.linked).to_be_visible()
    assert len(page.context.pages) == 1
    drawn = diagram.read()
    seen = [f"{message.parties}: {message.label}" for message in drawn]
    assert [each for each in seen if each not in KEYS][:5] == [
        "Page to API: POST begin/google-oauth2/",
        "API to Page: 200 nonce",
        "Page to Provider: ask for an id_token",
        "Provider to Page: 200 id_token",
        f"Page to API: POST {WAYS[way]}/google-oauth2/",
    ]
    [asked] = [each.url for each in witness.requests if "/_sdk/" in each.url]
    nonce = asked.partition("nonce=")[2].partition("&")[0]
    [posted] = [each for each in witness.requests if f"{WAYS[way]}/google" in each.url]
    shown = page.locator("body").text_content() or ""
    assert nonce not in shown
    assert (posted.post_data_json or {})["id_token"] not in shown


@pytest.mark.expects_console("403")
def test_an_id_token_with_another_nonce_signs_nobody_in(page: Page) -> None:
    login = LoginPage(page).open()
    page.evaluate(
        """const ask = window.fetch
        window.fetch = (url, options) => ask(`${url}`.replace('nonce=', 'nonce=not-'), options)
        void 0"""
    )

    page.get_by_role("button", name="Continue as Ada").click()

    expect(login.problem).to_contain_text("belongs to another request")
    expect(login.sign_in_button("GitHub")).to_be_visible()
    expect(login.sign_out).to_be_hidden()


def test_one_tap_is_for_the_mock_only(page: Page) -> None:
    google = {"name": "google-oauth2", "title": "Google", "protocol": "oidc", "icon": None}
    listed = [google | {"mock": False, "redirect_uri": "https://page.example/"}]
    page.route("**/api/login/social/providers/", lambda route: route.fulfill(json=listed))
    login = LoginPage(page).open()

    expect(login.sign_in_button("Google")).to_be_visible()
    expect(page.get_by_role("button", name="Continue as Ada")).to_be_hidden()

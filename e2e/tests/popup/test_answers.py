"""Callbacks: the right one, a refusal, and everything that is not meant for this page."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.stage import Stage

NOBODY = "No page is waiting for this sign-in anymore. Close this window and sign in again."


def test_everything_the_provider_sent_reaches_the_page_and_the_window_closes(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    popup = start()
    state = stage.key()

    with popup.expect_event("close"):
        popup.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")
    assert stage.posted == [
        {"code": "c", "scope": "a b", "state": state, "redirect_uri": stage.url(stage.callback)}
    ]


def test_oauth_1_responds_with_its_request_token(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    popup = start("Sign in with OAuth 1")
    token = stage.key()

    popup.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from oauth1")
    assert stage.posted == [
        {"oauth_token": token, "oauth_verifier": "v", "redirect_uri": stage.url(stage.callback)}
    ]


@pytest.mark.parametrize(
    ("provider", "answer", "code"),
    [
        ("One", "Cancel", "declined"),
        ("One", "Break", "provider_error"),
        ("One", "Swap", "state_mismatch"),
        ("One", "Forget", "state_mismatch"),
        ("OAuth 1", "Cancel", "declined"),
        ("OAuth 1", "Refuse", "declined"),
    ],
)
def test_refusal_ends_as_a_typed_error_and_the_window_closes(
    page: Page,
    stage: Stage,
    start: Callable[..., Page],
    provider: str,
    answer: str,
    code: str,
) -> None:
    page.goto("/")
    popup = start(f"Sign in with {provider}")

    with popup.expect_event("close"):
        popup.get_by_role("link", name=answer).click()

    expect(page.get_by_role("alert")).to_contain_text(f"{code}:")
    assert stage.posted == []
    expect(page.get_by_role("alert")).not_to_contain_text("boom")  # never the provider's words


def test_the_window_reports_a_foreign_state_if_coop_cuts_it_off(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    stage.coop = {"consent": "same-origin"}
    page.goto("/")
    popup = start()

    popup.get_by_role("link", name="Swap").click()

    expect(popup.get_by_role("status")).to_have_text(NOBODY)
    assert "state" not in popup.url
    expect(page.get_by_role("status")).to_have_text("Waiting")


def test_forged_foreign_and_malformed_messages_change_nothing(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    popup = start()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()
    other = page.context.new_page()
    other.goto("/")

    other.evaluate(
        """() => {
          const channel = new BroadcastChannel('oauth-popup')
          const forged = [null, 'text', 7, [], {}, { callback: null }, { callback: 'state' },
            { callback: { state: 'forged', code: 'evil' } }, { callback: { code: 'evil' } },
            { callback: { state: null } }, { callback: { __proto__: { state: 'x' } } },
            { callback: { state: 'x'.repeat(1_000_000) } }, { name: 'oauth-1-2-3-4', callback: {} },
            { taken: 'everything' }, { name: '', callback: {} }]
          for (const message of forged) channel.postMessage(message)
        }"""
    )
    page.evaluate("window.postMessage({ callback: { state: 'forged', code: 'evil' } }, '*')")
    expect(page.get_by_role("status")).to_have_text("Waiting")
    popup.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")
    expect(page.get_by_role("alert")).to_be_empty()
    assert len(stage.posted) == 1


def test_duplicate_and_late_callbacks_are_not_accepted_twice(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    popup = start()
    state = stage.key()
    popup.get_by_role("link", name="Allow").click()
    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")

    again = page.context.new_page()
    again.goto(f"{stage.callback}?code=c&state={state}")

    expect(again.get_by_role("status")).to_have_text(NOBODY)
    assert len(stage.posted) == 1


def test_callback_opened_by_itself_says_so_and_leads_back(page: Page, stage: Stage) -> None:
    page.goto(stage.callback)

    expect(page.get_by_role("status")).to_have_text("There is no sign-in to finish here.")
    page.get_by_role("link", name="Back to the page").click()
    expect(page).to_have_title("Stage")


def test_framed_callback_hands_nothing_over(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    """Even the right callback, because the framing page could have chosen it."""
    page.goto("/")
    popup = start()
    state = stage.key()

    page.evaluate(
        """url => {
          const frame = document.createElement('iframe')
          frame.src = url
          document.body.append(frame)
        }""",
        f"{stage.callback}?code=c&state={state}",
    )
    expect(page.frame_locator("iframe").get_by_role("status")).to_have_text(
        "This page cannot be used in a frame."
    )
    expect(page.get_by_role("status")).to_have_text("Waiting")
    popup.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")


def test_nothing_of_the_callback_stays_in_the_url_or_the_history(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    page.goto(f"{stage.callback}?code=secret&state=unknown")
    expect(page.get_by_role("status")).to_have_text(NOBODY)
    assert page.url == stage.url(stage.callback)

    page.go_back()
    page.go_forward()

    assert page.url == stage.url(stage.callback)
    expect(page.get_by_role("status")).to_contain_text("There is no sign-in to finish here")


def test_the_window_says_that_its_page_was_reloaded(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    popup = start()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()

    page.reload()
    popup.get_by_role("link", name="Allow").click()

    expect(popup.get_by_role("status")).to_have_text(NOBODY)
    expect(page.get_by_role("status")).to_be_empty()
    assert stage.posted == []


def test_back_button_in_the_window_lets_the_person_choose_again(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    popup = start("Sign in with Hop")
    popup.get_by_role("link", name="Next").click()
    expect(popup.get_by_role("heading", name="Consent")).to_be_visible()

    popup.go_back()
    popup.get_by_role("link", name="Next").click()
    popup.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from hop")


def test_nothing_is_kept_in_the_browser(
    page: Page, stage: Stage, start: Callable[..., Page]
) -> None:
    page.goto("/")
    start().get_by_role("link", name="Allow").click()
    expect(page.get_by_role("status")).to_have_text("Signed in as Ada from one")

    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie,"
        " (await indexedDB.databases()).length, history.state]"
    )
    assert json.dumps(kept) == '[0, 0, "", 0, null]'

"""A sign-in in each engine: what comes back, what is refused, what is never mistaken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.exhaustive import combined
from harness.real_browser import RealBrowser
from harness.stage import OPENER_POLICIES, Stage

STATUS, ALERT = "[role=status]", "[role=alert]"
LONGER_THAN_CLOSING = 1.6  # seconds, in which a closed window is noticed


def allow_and_be_signed_in(real: RealBrowser) -> None:
    """Consent in the window, which then closes, and see the page signed in."""
    real.press("Allow")
    real.wait(real.only_home_is_left)
    real.go_home()
    real.expect(STATUS, "Signed in as Ada")


@pytest.mark.parametrize("name", ["One", "OAuth 1", "Fragment", "Form"])
def test_callback_arrives_and_the_window_closes(
    real: RealBrowser, visit: Callable[..., None], begin: Callable[..., None], name: str
) -> None:
    visit()
    begin(f"Sign in with {name}")

    allow_and_be_signed_in(real)


@pytest.mark.parametrize(("link", "code"), [("Cancel", "declined"), ("Break", "provider_error")])
def test_refusal_is_a_typed_error(
    real: RealBrowser, visit: Callable[..., None], begin: Callable[..., None], link: str, code: str
) -> None:
    visit()
    begin()

    real.press(link)

    real.wait(real.only_home_is_left)
    real.go_home()
    real.expect(ALERT, code)


@pytest.mark.parametrize(
    ("provider", "app"), combined([*OPENER_POLICIES, "noopener-allow-popups"], OPENER_POLICIES)
)
def test_open_window_is_never_thought_closed_whatever_coop_says(
    real: RealBrowser,
    stage: Stage,
    visit: Callable[..., None],
    begin: Callable[..., None],
    app: str,
    provider: str,
) -> None:
    stage.coop = {"page": app, "consent": provider, "callback": app}
    visit()
    begin()
    popup = real.current

    stage.let_pass(LONGER_THAN_CLOSING)
    real.go_home()
    assert real.text(ALERT) == ""
    real.switch(popup)
    allow_and_be_signed_in(real)


def test_slow_api_is_no_reason_to_block_the_window(
    real: RealBrowser, stage: Stage, visit: Callable[..., None]
) -> None:
    slow = stage.hold("begin")
    visit()

    with real.opens_window():
        real.press("Sign in with One")
    stage.let_pass(1.5)
    slow.set()

    allow_and_be_signed_in(real)


def test_window_without_a_click_is_blocked_with_a_typed_error(
    real: RealBrowser, visit: Callable[..., None]
) -> None:
    visit("/?auto=one")

    real.expect(ALERT, "popup_blocked")
    assert real.only_home_is_left()


def test_second_click_brings_the_window_to_the_front_and_opens_no_other(
    real: RealBrowser, visit: Callable[..., None], begin: Callable[..., None]
) -> None:
    visit()
    begin()
    popup = real.current

    real.go_home()
    real.press("Sign in with One")
    real.expect(ALERT, "aborted")

    assert len(real.windows) == 2
    real.switch(popup)
    allow_and_be_signed_in(real)


def test_redirect_returns_to_the_same_page(
    real: RealBrowser, stage: Stage, visit: Callable[..., None]
) -> None:
    visit("/?from=shop#basket")
    real.press("Go to One")

    real.press("Allow")

    real.expect(STATUS, "Signed in as Ada")
    assert real.url == stage.url("/?from=shop#basket")


def test_back_button_at_the_provider_leads_to_a_page_that_works(
    real: RealBrowser, visit: Callable[..., None], begin: Callable[..., None]
) -> None:
    visit()
    real.press("Go to One")
    real.wait(lambda: real.run("return document.title === 'Consent'"))

    real.call("back")
    real.wait(lambda: real.run("return document.title === 'Stage'"))
    begin()
    allow_and_be_signed_in(real)

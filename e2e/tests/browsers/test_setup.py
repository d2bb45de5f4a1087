"""What cannot work is said at once, and what can be done before the click is done."""

from __future__ import annotations

from collections.abc import Callable

from harness.real_browser import RealBrowser
from harness.stage import Stage, wait_until

ALERT, STATUS = "[role=alert]", "[role=status]"


def test_page_in_the_frame_of_another_site_says_so(real: RealBrowser, stage: Stage) -> None:
    """With the browser's own defaults, under which storage is partitioned."""
    address = f"http://other.localhost:{stage.port}/frame"
    stage.pages["/frame"] = f'<!doctype html><iframe src="{stage.url()}"></iframe>'
    real.visit(address)
    real.call("frame", id=0)
    real.wait(lambda: real.run("return document.body.dataset.data !== undefined"))

    real.press("Sign in with One")

    real.expect(ALERT, "framed")
    real.call("frame", id=None)
    assert real.only_home_is_left()
    assert not stage.visits["begin"]


def test_a_callback_at_another_origin_is_reported_immediately(
    real: RealBrowser, stage: Stage, visit: Callable[..., None]
) -> None:
    visit()

    real.press("Sign in with Elsewhere")

    real.expect(ALERT, "callback_origin: The callback page is at http://www.app.localhost")
    real.wait(real.only_home_is_left)
    assert not stage.visits["consent"]


def test_a_missing_callback_page_is_reported_immediately(
    real: RealBrowser, stage: Stage, visit: Callable[..., None], begin: Callable[..., None]
) -> None:
    """The server answers with the app, as servers of single-page apps do."""
    stage.callback = "/missing/callback.html"
    visit()
    begin()

    real.press("Allow")

    real.wait(lambda: real.home in real.windows)
    real.go_home()
    real.expect(ALERT, "callback_missing")
    assert stage.posted == []


def test_a_missing_callback_page_is_reported_immediately_by_redirect(
    real: RealBrowser, stage: Stage, visit: Callable[..., None]
) -> None:
    stage.callback = "/missing/callback.html"
    visit()
    real.press("Go to One")

    real.press("Allow")

    real.expect(ALERT, "callback_missing")
    assert stage.posted == []


def test_flow_that_has_begun_before_the_click_opens_the_provider_s_page(
    real: RealBrowser, stage: Stage, visit: Callable[..., None]
) -> None:
    visit("/?prepare")
    real.hold("Sign in with One")
    real.wait(lambda: real.run("return document.body.dataset.begun"))
    assert real.only_home_is_left()

    with real.opens_window():
        real.let_go()
    real.press("Allow")

    real.wait(real.only_home_is_left)
    real.go_home()
    real.expect(STATUS, "Signed in as Ada")
    assert stage.visits["begin"] == 1


def test_flow_that_was_not_used_serves_the_next_click(
    real: RealBrowser, stage: Stage, visit: Callable[..., None], begin: Callable[..., None]
) -> None:
    """The button is let go of elsewhere, and the mouse passes by once more."""
    visit("/?prepare")
    real.hold("Sign in with One")
    wait_until(lambda: stage.states)
    real.mouse({"type": "pointerMove", "x": 5, "y": 400, "origin": "viewport"})
    real.let_go()
    assert real.only_home_is_left()

    begin()
    real.press("Allow")

    real.wait(real.only_home_is_left)
    real.go_home()
    real.expect(STATUS, "Signed in as Ada")
    assert stage.visits["begin"] == 1

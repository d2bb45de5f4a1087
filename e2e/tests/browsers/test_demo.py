"""The demo's page in each engine: it signs in, it reads well, and no console complains."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest

from harness.real_browser import RealBrowser
from harness.running import Demo
from harness.stage import Stage

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
RUN_AXE = """
  const done = arguments[arguments.length - 1]
  axe.run().then(({ violations }) => done(violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ target }) => target).join(' ')}`)))
"""
# A colour that is still changing has no contrast yet.
SETTLE = """
  for (const each of document.getAnimations()) {
    if (each.effect.getComputedTiming().endTime < Infinity) each.finish()
  }
"""
# The page's colours follow this property; no driver sets the person's preference in all engines.
SCHEME = "document.documentElement.style.colorScheme = arguments[0]"
WIDER = "return document.documentElement.scrollWidth - innerWidth"
BEGUN = "return performance.getEntriesByType('resource').some(({ name }) => /begin/.test(name))"
LOADED = "return document.querySelector('[data-card]').ariaBusy === 'false'"
STATUS, ALERT = "[role=status]", "[role=alert]"
GITHUB = "Continue with GitHub"


@pytest.fixture
def page(real: RealBrowser, demo: Demo) -> Iterator[RealBrowser]:
    """The demo's page, signed out, at the address that browsers resolve on their own."""
    real.tidy()
    real.console()  # what was said before is not this test's
    real.visit(demo.local_origin)
    real.wait(lambda: real.find(GITHUB))
    yield real
    real.tidy()
    # The mock providers' own pages forbid every image, and so Firefox cannot fetch their icon.
    assert [each for each in real.console() if demo.mocks not in each] == []
    real.visit(demo.local_origin)
    real.wait(lambda: real.run(LOADED))
    if "Signed in" in real.text(STATUS):
        real.press("Sign out")
        real.wait(lambda: real.find(GITHUB))


@pytest.mark.parametrize("provider", ["GitHub", "X", "Google"])  # OAuth 2, OAuth 1, OpenID Connect
def test_signs_in(page: RealBrowser, provider: str) -> None:
    with page.opens_window():
        page.press(f"Continue with {provider}")
    page.press("Continue as Ada")

    page.wait(page.only_home_is_left)
    page.go_home()
    page.expect(STATUS, "Signed in as Ada")
    page.wait(lambda: page.find(f"Unlink {provider}"))


def test_declined(page: RealBrowser) -> None:
    with page.opens_window():
        page.press(GITHUB)
    page.press("Cancel")

    page.wait(page.only_home_is_left)
    page.go_home()
    page.expect(ALERT, "You declined at GitHub")


def test_closing_the_window_is_an_error(page: RealBrowser) -> None:
    """At the address where browsers honour the page's own Cross-Origin-Opener-Policy."""
    page.hold(GITHUB)
    page.wait(lambda: page.run(BEGUN))
    with page.opens_window():
        page.let_go()
    page.wait(lambda: page.find("Continue as Ada"))
    page.wait(lambda: page.run("return performance.now() > 500"))  # nobody closes it sooner

    page.close()

    page.expect(ALERT, "The GitHub window was closed")


@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_is_accessible(page: RealBrowser, stage: Stage, demo: Demo, width: int) -> None:
    """axe finds nothing, and nothing is cut off: in a popup, which may be that narrow."""
    features = f"popup,width={width},height=800"
    stage.scripts["/open.js"] = (
        "document.querySelector('button').onclick = () =>"
        f" open('{demo.local_origin}', '', '{features}')"
    )
    stage.pages["/open"] = "<!doctype html><button>Open</button><script src=/open.js></script>"
    page.visit(stage.url("/open"))
    with page.opens_window():
        page.press("Open")
    page.wait(lambda: page.find(GITHUB))
    if page.engine == "chromium":  # its driver opens every window as large as the first
        page.call("resize", width=width, height=800)
    page.wait(lambda: page.run("return innerWidth") == width)
    page.run(AXE)

    for scheme in ("light", "dark"):
        page.run(SCHEME, scheme)
        page.run(SETTLE)
        assert page.call("script_async", script=RUN_AXE, args=[]) == []
    assert page.run(WIDER) <= 0

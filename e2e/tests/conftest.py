"""A browser that knows the demo's domain, the demo itself, and a watch on their logs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from harness import browser as browsers
from harness.console import ALWAYS_ALLOWED, TIMEOUT, Console
from harness.leaks import Leaks
from harness.running import RESOLVER_RULES, Demo
from harness.workers import pytest_xdist_auto_num_workers, pytest_xdist_make_scheduler  # noqa: F401

WITHOUT = [
    # Pages that a test makes up come from no address; Chromium would keep them off this one.
    "LocalNetworkAccessChecks",
    # Two more pages in each new window, for an address bar that nobody types into: they cost a
    # third of what a browser test costs.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # A process in reserve for each page that may come, which costs a tenth.
    "SpareRendererForSitePerProcess",
]

expect.set_options(timeout=TIMEOUT)
pytest.register_assert_rewrite("harness.drawing")  # it asserts for tests, in whole lists


@pytest.fixture(scope="session")
def leaks() -> Leaks:
    return Leaks()


@pytest.fixture(scope="session")
def demo(leaks: Leaks) -> Iterator[Demo]:
    """The demo, one per test process; `demo.origin` is the page's address."""
    with Demo() as demo:
        demo.wait_until_ready()
        yield demo
        assert not leaks.found_in(demo), "Secrets in the log."


@pytest.fixture(scope="session")
def base_url(demo: Demo, browser_name: str) -> str:
    # Only Chromium takes resolver rules; the others know *.localhost by themselves.
    return demo.origin if browser_name == "chromium" else demo.local_origin


def find(browser_type: BrowserType, *, windows: bool) -> str:
    try:
        found = browsers.find(browser_type.name, browser_type.executable_path, windows=windows)
    except browsers.BrowserMissingError as missing:
        pytest.fail(str(missing), pytrace=False)
    return found.executable


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
    browser_name: str,
    browser_type: BrowserType,
    pytestconfig: pytest.Config,
) -> dict[str, Any]:
    arguments = [
        f"--host-resolver-rules={RESOLVER_RULES}",
        "--disable-gpu",
        f"--disable-features={','.join(WITHOUT)}",
    ]
    return {
        **browser_type_launch_args,
        "executable_path": find(browser_type, windows=pytestconfig.getoption("--headed")),
        "args": arguments if browser_name == "chromium" else [],
        "chromium_sandbox": False,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    # Without the base_url of whichever test came first: `new_context` takes each test's own.
    options = {name: value for name, value in browser_context_args.items() if name != "base_url"}
    # To draw each step of an animation takes a quarter of the work of a sign-in.
    return {**options, "reduced_motion": "reduce"}


@pytest.fixture
def console(request: pytest.FixtureRequest) -> Iterator[Console]:
    """Fails the test on any console message or uncaught error that it did not declare."""
    console = Console()
    yield console
    declared = [mark.args[0] for mark in request.node.iter_markers("expects_console")]
    declared += ALWAYS_ALLOWED
    undeclared = [
        complaint
        for complaint in console.complaints
        if not any(re.search(pattern, complaint) for pattern in declared)
    ]
    assert not undeclared, "The pages complained:\n" + "\n".join(undeclared)


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], console: Console, leaks: Leaks, base_url: str
) -> Callable[..., BrowserContext]:
    def watched(**options: Any) -> BrowserContext:
        context = new_context(**{"base_url": base_url, **options})
        context.set_default_timeout(TIMEOUT)
        console.watch(context)
        leaks.watch(context)
        return context

    return watched


@pytest.fixture
def page_with_popup_blocker(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    base_url: str,
    console: Console,
) -> Iterator[Page]:
    """A page in a browser whose popup blocker is on; Playwright switches it off by default."""
    options = {**browser_type_launch_args, "executable_path": find(browser_type, windows=True)}
    browser = browser_type.launch(**options, ignore_default_args=["--disable-popup-blocking"])
    context = browser.new_context(base_url=base_url)
    context.set_default_timeout(TIMEOUT)
    console.watch(context)
    yield context.new_page()
    browser.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Put the end of the demo's log below a failed test."""
    outcome: Any = yield
    report = outcome.get_result()
    demo = getattr(item, "funcargs", {}).get("demo")
    if report.failed and isinstance(demo, Demo):
        report.sections.append(("the demo's log", "".join(demo.lines[-60:])))

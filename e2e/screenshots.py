"""`make screenshots`: the page and a consent page for the README, in light and in dark."""

from __future__ import annotations

from playwright.sync_api import Browser, sync_playwright

import browser as browsers
from conftest import RESOLVER_RULES
from pages import LoginPage
from running import ROOT, Demo

FOLDER = ROOT / "docs"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with Demo() as demo, sync_playwright() as playwright:
        demo.wait_until_ready()
        chromium = playwright.chromium
        browser = chromium.launch(
            executable_path=browsers.find("chromium", chromium.executable_path).executable,
            args=[f"--host-resolver-rules={RESOLVER_RULES}", "--hide-scrollbars"],
            chromium_sandbox=False,
        )
        for scheme in ("light", "dark"):
            take(browser, demo, scheme)


def take(browser: Browser, demo: Demo, scheme: str) -> None:
    context = browser.new_context(
        base_url=demo.origin,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": 1120, "height": 760},
        device_scale_factor=2,
    )
    login = LoginPage(context.new_page()).open()
    login.sign_in_button("GitHub").wait_for()
    login.page.screenshot(path=FOLDER / f"sign-in-{scheme}.png", animations="disabled")

    consent = login.begin("GitHub")
    consent.page.set_viewport_size({"width": 480, "height": 640})
    consent.heading.wait_for()
    consent.page.screenshot(path=FOLDER / f"consent-{scheme}.png", animations="disabled")

    consent.allow()
    login.sign_out.wait_for()
    login.page.screenshot(path=FOLDER / f"signed-in-{scheme}.png", animations="disabled")
    context.close()


if __name__ == "__main__":
    main()

"""The two pages that every sign-in crosses: locators, and a verb for what a visitor does there."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


class LoginPage:
    """The demo's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = page.get_by_role("status")
        self.problem = page.get_by_role("group", name="What happened")
        self.profile = page.get_by_role("definition")
        self.sign_out = page.get_by_role("button", name="Sign out")

    def open(self) -> LoginPage:
        self.page.goto("/")
        return self

    def choose(self, way: str) -> None:
        self.page.get_by_role("radio", name=way, exact=True).check()

    def sign_in_button(self, provider: str) -> Locator:
        return self.page.get_by_role("button", name=f"Continue with {provider}")

    def begin(self, provider: str) -> ConsentPage:
        """Click the provider's button; return the page that opens in the popup."""
        with self.page.expect_popup() as popup:
            self.sign_in_button(provider).click()
        return ConsentPage(popup.value)


class ConsentPage:
    """A mock provider's question, in the popup or in the page's own window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1)

    def allow(self, person: str = "Ada Lovelace") -> None:
        self.page.get_by_role("button", name=f"Continue as {person}").click()

    def cancel(self) -> None:
        self.page.get_by_role("button", name="Cancel", exact=True).click()

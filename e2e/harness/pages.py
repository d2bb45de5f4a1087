"""The two pages of every sign-in: locators, and methods for what a visitor does there."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class LoginPage:
    """The demo's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = page.get_by_role("status")
        self.problem = page.get_by_role("group", name="What happened")
        self.profile = page.get_by_role("definition")
        self.sign_out = page.get_by_role("button", name="Sign out")
        # The request for the linked accounts, which is the page's last one.
        self.linked = page.get_by_role("button", name="Unlink").first

    def open(self) -> LoginPage:
        self.page.goto("/")
        return self

    def go_to(self, section: str) -> None:
        """Scroll down, because the page loads that part only when it comes into view."""
        self.page.get_by_role("link", name=section).click()

    def find(self, provider: str) -> LoginPage:
        """Open the page, with the provider's button on it."""
        self.open()
        search = self.page.get_by_role("searchbox", name="Any other provider")
        expect(self.sign_in_button("GitHub")).to_be_visible()
        if not self.sign_in_button(provider).is_visible():
            search.fill(provider)
        expect(self.sign_in_button(provider)).to_be_visible()
        return self

    def choose(self, way: str) -> None:
        self.page.get_by_role("radio", name=way, exact=True).check()

    def sign_in(self, way: str = "Session") -> LoginPage:
        """Sign in as a new person, to whom nothing is linked yet."""
        self.open()
        self.choose(way)
        self.begin("GitHub").allow("A new person")
        expect(self.status).to_contain_text("Signed in as")
        return self

    def link(self, provider: str) -> ConsentPage:
        self.page.get_by_label("Link another").select_option(provider)
        with self.page.expect_popup() as popup:
            self.page.get_by_role("button", name="Link", exact=True).click()
        return ConsentPage(popup.value)

    def recover(self, button: str) -> ConsentPage:
        """Click the way out of a failure; return the page that opens in the popup."""
        with self.page.expect_popup() as popup:
            self.problem.get_by_role("button", name=button).click()
        return ConsentPage(popup.value)

    def sign_in_button(self, provider: str) -> Locator:
        return self.page.get_by_role("button", name=f"Continue with {provider}")

    def begin(self, provider: str) -> ConsentPage:
        """Click the provider's button; return the page that opens in the popup."""
        with self.page.expect_popup() as popup:
            self.sign_in_button(provider).click()
        return ConsentPage(popup.value)

    def begin_by_key(self, provider: str) -> ConsentPage:
        """Press Enter on the provider's button, which leaves no time to begin before the click."""
        with self.page.expect_popup() as popup:
            self.sign_in_button(provider).press("Enter")
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

    def flow(self) -> str:
        """Return the number that the mock provider gave this sign-in."""
        return self.page.locator("[name=mock_flow]").input_value()

    def faults(self) -> dict[str, list[str]]:
        """Return what can be made to go wrong, by the name of its list."""
        lists: list[tuple[str, list[str]]] = self.page.locator("label:has(select)").evaluate_all(
            """labels => labels.map(({ firstChild, control }) => [
              firstChild.textContent.trim(),
              [...control.options].slice(1).map(({ text }) => text),
            ])"""
        )
        return dict(lists)

    def spoil(self, stage: str, fault: str) -> None:
        self.page.get_by_text("Make something go wrong").click()
        self.page.get_by_role("combobox", name=stage).select_option(label=fault)

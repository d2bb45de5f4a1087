"""Every state of the page and of the mock providers' pages, one after the other.

The accessibility tests stop at each, and so does `make screenshots`. A journey begins with a page
in a new context and yields the name of each state together with the page that is in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from harness.pages import LoginPage

State = tuple[str, Page]
API = "**/api/{}"


def signing_in(page: Page) -> Iterator[State]:
    """From nothing to signed in, with all that may come between."""
    login = LoginPage(page)
    with held(page, API.format("me/")):
        login.open()
        expect(login.status).to_have_text("Connecting to the API…")
        yield "loading", page

    expect(login.sign_in_button("GitHub")).to_be_visible()
    page.wait_for_load_state("networkidle")  # the icons
    yield "signed-out", page

    search = page.get_by_role("searchbox", name="Any other provider")
    search.fill("key")
    expect(login.sign_in_button("Keycloak")).to_be_visible()
    yield "search", page
    search.fill("")
    expect(login.sign_in_button("Keycloak")).to_have_count(0)

    consent = login.begin("GitHub")
    expect(login.status).to_have_text("Continue in the GitHub window")
    expect(consent.heading).to_be_visible()
    yield "waiting", page
    consent.cancel()
    expect(login.problem).to_contain_text("You declined")
    yield "declined", page

    consent = login.begin("GitHub")
    consent.spoil("Token call", "503 Service Unavailable, Retry-After 30")
    consent.allow()
    expect(login.problem).to_contain_text("Try again in 0:")
    yield "provider-busy", page

    consent = login.begin("Google")
    consent.spoil("Token call", "The provider does not accept the client's secret")
    consent.allow()
    expect(login.problem).to_contain_text("This site has a problem")
    yield "keys-refused", page

    page.evaluate("window.opened = window.open; window.open = () => null; void 0")
    login.sign_in_button("GitHub").click()
    expect(login.problem).to_contain_text("blocked")
    yield "blocked", page
    page.evaluate("window.open = window.opened; void 0")

    login.begin("GitHub").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    expect(login.problem).to_be_hidden()
    yield "session", page


def signed_in(page: Page) -> Iterator[State]:
    """A new person in this database: link, unlink, and what can be refused."""
    login = LoginPage(page).open()
    login.begin("LinkedIn").allow("Zoë Ōkami")
    expect(login.status).to_contain_text("Signed in as Zoë")
    page.get_by_role("button", name="Unlink LinkedIn").click()
    expect(login.problem).to_contain_text("at least one account")
    yield "only-way-in", page

    consent = login.link("Slack")
    expect(login.status).to_have_text("Continue in the Slack window")
    expect(consent.heading).to_be_visible()
    yield "linking", page
    consent.allow("Zoë Ōkami")
    unlink = page.get_by_role("button", name="Unlink Slack")
    expect(unlink).to_be_visible()
    yield "linked", page

    refuse(page, "social/connections/*/", 403, "reauthentication_required")
    unlink.click()
    expect(login.problem.get_by_role("button", name="Confirm with LinkedIn")).to_be_visible()
    yield "confirm", page
    unlink.click()
    expect(unlink).to_have_count(0)

    page.get_by_role("button", name="Replay").click()
    yield "replay", page

    login.go_to("Take this code")
    page.locator("summary", has_text="popup.js").click()
    expect(page.get_by_label("popup.js:")).to_contain_text("authorize")
    page.get_by_role("button", name="Copy popup.js").click()
    yield "code", page

    login.go_to("Use real keys")
    page.get_by_label("Provider", exact=True).select_option("Apple")
    expect(page.get_by_label("Lines for .env", exact=True)).to_contain_text(
        "SOCIAL_AUTH_APPLE_ID_TEAM"
    )
    yield "real-keys", page


def other_ways(page: Page) -> Iterator[State]:
    """Token and JWT, and a JWT that runs out."""
    login = LoginPage(page).open()
    login.choose("Token")
    login.begin("X").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    yield "token", page
    login.sign_out.click()

    login.choose("JWT cookie")
    login.begin("X").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    yield "jwt-cookie", page
    login.sign_out.click()

    login.choose("JWT")
    login.begin("Google").allow("Sam Quiet")
    expect(login.status).to_have_text("Signed in as Sam Quiet")
    yield "jwt", page

    refuse(page, "token/refresh/", 401, "token_not_valid")
    page.get_by_role("button", name="Renew now").click()
    expect(login.problem).to_contain_text("has expired")
    yield "run-out", page


def at_the_provider(page: Page) -> Iterator[State]:
    """The mock provider's pages; the last ones in a separate tab."""
    login = LoginPage(page).open()
    consent = login.begin("GitHub")
    consent.page.set_viewport_size({"width": 480, "height": 640})
    expect(consent.heading).to_be_visible()
    yield "consent", consent.page
    consent.page.get_by_text("Make something go wrong").click()
    yield "consent-faults", consent.page
    consent.page.get_by_text("Make something go wrong").click()
    consent.page.get_by_text("What the app asked for").click()
    yield "consent-asked", consent.page
    address = consent.page.url
    consent.allow()
    expect(login.status).to_contain_text("Signed in")

    page.goto(address.replace("redirect_uri=", "redirect_uri=x"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("refuses this request")
    yield "refused", page
    page.goto("/".join(address.split("/")[:3]))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    yield "timeline", page


JOURNEYS: dict[str, Callable[[Page], Iterator[State]]] = {
    journey.__name__: journey for journey in (signing_in, signed_in, other_ways, at_the_provider)
}


@contextmanager
def held(page: Page, address: str) -> Iterator[list[Route]]:
    """Hold back requests to `address` inside the block, and respond to them after it."""
    waiting: list[Route] = []
    holding = True
    page.route(address, lambda route: waiting.append(route) if holding else route.continue_())
    yield waiting
    holding = False
    for route in waiting:
        route.continue_()


def refuse(page: Page, path: str, status: int, code: str) -> None:
    """Let the API refuse the next request to `path`, and only that one."""
    problem = {"status": status, "code": code, "detail": "Refused by the test."}
    page.route(
        API.format(path),
        lambda route: route.fulfill(
            status=status, content_type="application/problem+json", body=json.dumps(problem)
        ),
        times=1,
    )

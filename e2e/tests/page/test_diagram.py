"""The sequence diagram tells what travelled: nothing invented, nothing missing, no secret."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from harness.drawing import Watched
from harness.pages import LoginPage
from harness.running import Demo
from harness.witness import logged_since

PROVIDERS = {"GitHub": "github", "X": "twitter", "Fedora": "fedora-oidc"}  # OAuth 2, OAuth 1, OIDC
STAGES = ["The way back", "Token call", "Profile call"]
BY_FORM = {"Apple": "apple-id"}  # its callback is a POST
SLOW = ["No answer at all", "One byte every quarter of a second"]  # waited for beside the others
NEVER = "The provider never sends the person back"
refusals = pytest.mark.expects_console("Failed to load resource: the server responded")


@pytest.mark.parametrize("way", ["Session", "Token", "JWT"])
@pytest.mark.parametrize("provider", [*PROVIDERS, *BY_FORM])
def test_a_sign_in_is_drawn_as_it_happened(page: Page, demo: Demo, provider: str, way: str) -> None:
    line = len(demo.lines)
    LoginPage(page).find(provider).choose(way)

    flow = Watched(page, demo, provider)
    flow.consent.allow()

    ids = flow.compare()
    expect(flow.login.status).to_have_text("Signed in as Ada Lovelace")
    assert logged_since(demo, line, (PROVIDERS | BY_FORM)[provider], ids) == ids


@refusals
@pytest.mark.parametrize(
    ("provider", "stage"),
    [*product(PROVIDERS, STAGES), ("Fedora", "id_token")],
)
def test_every_fault_is_drawn_as_it_happened(
    page: Page,
    new_context: Callable[..., BrowserContext],
    demo: Demo,
    provider: str,
    stage: str,
) -> None:
    line, ids, slow = len(demo.lines), set[str](), []
    login = LoginPage(page).find(provider)
    first = Watched(page, demo, provider)
    offered = first.consent.faults()
    assert list(offered) == STAGES + ["id_token"] * (provider == "Fedora")
    first.consent.allow()  # and so the API has fetched the provider's keys
    ids |= first.compare()
    login.sign_out.click()
    expect(login.sign_out).to_be_hidden()

    for fault in sorted(offered[stage], key=SLOW.__contains__, reverse=True):
        tab = new_context().new_page() if fault in SLOW else page
        if fault in SLOW:
            LoginPage(tab).find(provider)
        flow = Watched(tab, demo, provider)
        flow.consent.spoil(stage, fault)
        flow.consent.allow()
        if fault == NEVER:
            page.get_by_role("button", name="Cancel").click()
        if fault in SLOW:
            slow.append(flow)
            continue
        ids |= flow.compare()
        if login.sign_out.is_visible():
            login.sign_out.click()
        expect(login.sign_out).to_be_hidden()

    for flow in slow:
        ids |= flow.compare()
    assert logged_since(demo, line, PROVIDERS[provider], ids) == ids

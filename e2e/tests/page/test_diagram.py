"""The sequence diagram shows what was sent: nothing invented, nothing missing, no secret."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from harness.drawing import Watched
from harness.exhaustive import EXHAUSTIVE, combined
from harness.pages import LoginPage
from harness.running import Demo
from harness.witness import logged_since

PROVIDERS = {"GitHub": "github", "X": "twitter", "Fedora": "fedora-oidc"}  # OAuth 2, OAuth 1, OIDC
WAYS = ["Session", "Token", "JWT", "JWT cookie"]
STAGES = ["Callback", "Token call", "Profile call"]
BY_FORM = {"Apple": "apple-id"}  # its callback is a POST
SLOW = ["No answer at all", "One byte every quarter of a second"]  # waited for beside the others
NEVER = "The provider never sends the person back"
refusals = pytest.mark.expects_console("Failed to load resource: the server responded")


@pytest.mark.parametrize(("provider", "way"), combined([*PROVIDERS, *BY_FORM], WAYS))
def test_a_sign_in_is_drawn_as_it_happened(page: Page, demo: Demo, provider: str, way: str) -> None:
    line = len(demo.lines)
    LoginPage(page).find(provider).choose(way)

    flow = Watched(page, demo, provider)
    flow.consent.allow()

    ids = flow.compare()
    expect(flow.login.status).to_have_text("Signed in as Ada Lovelace")
    assert logged_since(demo, line, (PROVIDERS | BY_FORM)[provider], ids) == ids


def dealt(offered: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return every fault with each provider that offers it; or a third of them, each with one.

    What takes long is in the sample: it is drawn differently.
    """
    pairs: list[tuple[str, str]] = []
    faults = list(dict.fromkeys(chain(*offered.values())))
    drawn = {*faults} if EXHAUSTIVE else {*faults[::3], *SLOW, NEVER}
    for number, fault in enumerate(fault for fault in faults if fault in drawn):
        able = [provider for provider in offered if fault in offered[provider]]
        chosen = able if EXHAUSTIVE else [able[number % len(able)]]
        pairs += [(provider, fault) for provider in chosen]
    return sorted(pairs, key=lambda pair: (pair[1] not in SLOW, pair[0]))


@refusals
@pytest.mark.parametrize("stage", [*STAGES, "id_token"])
def test_faults_are_drawn_as_they_happened(
    page: Page, new_context: Callable[..., BrowserContext], demo: Demo, stage: str
) -> None:
    line, slow = len(demo.lines), []
    login = LoginPage(page)
    ids = {provider: set[str]() for provider in PROVIDERS}
    offered: dict[str, list[str]] = {}

    def sign_out() -> None:
        if login.sign_out.is_visible():
            login.sign_out.click()
        expect(login.sign_out).to_be_hidden()

    for provider in ["Fedora"] if stage == "id_token" else PROVIDERS:
        login.find(provider)
        first = Watched(page, demo, provider)
        faults = first.consent.faults()
        assert list(faults) == STAGES + ["id_token"] * (provider == "Fedora")
        offered[provider] = faults[stage]
        first.consent.allow()  # and so the API has fetched the provider's keys
        ids[provider] |= first.compare()
        sign_out()

    for provider, fault in dealt(offered):
        tab = new_context().new_page() if fault in SLOW else page
        if fault in SLOW or not login.sign_in_button(provider).is_visible():
            LoginPage(tab).find(provider)
        flow = Watched(tab, demo, provider)
        flow.consent.spoil(stage, fault)
        flow.consent.allow()
        if fault == NEVER:
            page.get_by_role("button", name="Cancel").click()
        if fault in SLOW:
            slow.append((provider, flow))
            continue
        ids[provider] |= flow.compare()
        sign_out()

    for provider, flow in slow:
        ids[provider] |= flow.compare()
    for provider, name in PROVIDERS.items():
        assert logged_since(demo, line, name, ids[provider]) == ids[provider]

"""The sequence diagram tells what travelled: nothing invented, nothing missing, no secret."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, Response, expect

from pages import LoginPage
from running import Demo

SECRETS = re.compile(
    r'"?(?:code|state|token|refresh|access|oauth_token|oauth_verifier|csrf_token|nonce)"?'
    r'[=:]\s*"?([\w.-]{16,})'
)


def test_arrows_to_the_provider_are_the_requests_that_it_saw(page: Page, demo: Demo) -> None:
    for provider in ("GitHub", "Google", "X"):
        login = LoginPage(page).open()
        login.begin(provider).allow()
        expect(login.status).to_have_text("Signed in as Ada Lovelace")

        arrows = page.get_by_role("listitem").filter(has_text="API to Provider")
        shown = [(text or "").split("\n")[0] for text in arrows.locator("pre").all_text_contents()]

        timeline = page.context.new_page()
        timeline.goto(demo.mocks)
        rows = timeline.locator("table").first.locator("tbody tr")
        stages = rows.locator("td:nth-child(2)").all_inner_texts()
        requests = rows.locator("td:nth-child(3) > code").all_inner_texts()
        by_the_api = [
            request
            for stage, request in zip(stages, requests, strict=True)
            if stage not in ("authorize", "callback")
        ]
        timeline.close()
        # The API hides what looks like a token in a path.
        patterns = [re.escape(line).replace(re.escape("..."), "[^/]+") for line in shown]
        assert len(by_the_api) == len(patterns) > 1
        for request, pattern in zip(by_the_api, patterns, strict=True):
            assert re.fullmatch(pattern, request)

        login.sign_out.click()
        expect(login.sign_in_button("GitHub")).to_be_visible()


def test_arrows_between_page_and_api_are_the_requests_that_left(page: Page) -> None:
    login = LoginPage(page).open()
    expect(login.sign_in_button("GitHub")).to_be_visible()
    sent: list[str] = []

    def note(request: Request) -> None:
        _, api, path = request.url.partition("/api/")
        if api:
            sent.append(f"{request.method} /api/{path}")

    page.on("request", note)
    login.choose("JWT")

    login.begin("GitHub").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")

    arrows = page.get_by_role("listitem").filter(has_text="Page to API").locator("pre")
    assert [text.split("\n")[0] for text in arrows.all_text_contents()] == sent
    expect(page.get_by_role("listitem").filter(has_text="API to Page")).to_have_count(len(sent))


@pytest.mark.parametrize("way", ["Session", "Token", "JWT"])
@pytest.mark.parametrize("provider", ["Google", "X"])
def test_no_secret_is_visible(page: Page, provider: str, way: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    login = LoginPage(page).open()
    login.choose(way)
    login.begin(provider).allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")

    texts = [f"{answer.request.post_data or ''} {answer.text()}" for answer in answers]
    secrets = {secret for text in texts for secret in SECRETS.findall(text)}
    everything = page.locator("body").text_content() or ""
    assert len(secrets) > 2
    assert not [secret for secret in secrets if secret in everything]


def test_decline_is_drawn_to_where_it_ended(page: Page) -> None:
    login = LoginPage(page).open()

    login.begin("GitHub").cancel()

    expect(login.problem).to_contain_text("You declined at GitHub")
    expect(page.get_by_role("listitem").filter(has_text="callback: declined")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="session/github")).to_have_count(0)


def test_replay_goes_message_by_message_and_opens_each(page: Page) -> None:
    login = LoginPage(page).open()
    login.begin("GitHub").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    messages = page.get_by_role("figure", name="What happens").get_by_role("listitem")
    count = messages.count()

    page.get_by_role("button", name="Replay").click()
    expect(messages).to_have_count(1)
    expect(page.get_by_text("The window opens inside your click.")).to_be_visible()
    page.get_by_role("button", name="Next message").click()
    expect(messages).to_have_count(2)
    expect(page.get_by_text("The page asks the API to begin.")).to_be_visible()
    page.get_by_role("button", name="Previous message").click()
    expect(messages).to_have_count(1)
    page.get_by_role("button", name="All", exact=True).click()

    expect(messages).to_have_count(count)

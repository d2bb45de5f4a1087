"""The drawn sign-in as a file: valid for its readers, complete, and without a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, expect
from referencing import Registry, Resource

from harness.drawing import Diagram, Watched
from harness.pages import LoginPage
from harness.running import ROOT, Demo

MODULES = ROOT / "e2e" / "js" / "node_modules"
MERMAID = MODULES / "@mermaid-js" / "tiny" / "dist" / "mermaid.tiny.js"
MESSAGES = """async text => {
  await mermaid.parse(text)
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text)
  return db.getMessages().map(({ from, to, message }) => [from, to, message])
}"""
PARTIES = {"page": "Page", "popup": "Window", "api": "API", "provider": "Provider"}


def saved(page: Page, button: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    file = Path(download.value.path())
    return file.rename(file.with_name(download.value.suggested_filename))


@pytest.fixture(scope="module")
def har() -> jsonschema.protocols.Validator:
    """HAR 1.2, by the schema that HAR tools share."""
    schemas = {
        each.name: json.loads(each.read_text()) for each in MODULES.glob("har-schema/lib/*.json")
    }
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"].rstrip("#"), Resource.from_contents(schema)) for schema in schemas.values()
    )
    return jsonschema.Draft6Validator(schemas["har.json"], registry=registry)


@pytest.fixture(scope="module")
def mermaid(browser: Browser) -> Iterator[Page]:
    """Mermaid itself, which draws what it is given."""
    page = browser.new_page()
    page.add_script_tag(path=MERMAID)
    yield page
    page.close()


@pytest.mark.parametrize("provider", ["GitHub", "X", "Fedora", "Apple"])
def test_both_files_tell_the_whole_sign_in_and_no_secret(
    page: Page, demo: Demo, har: jsonschema.protocols.Validator, mermaid: Page, provider: str
) -> None:
    LoginPage(page).find(provider).choose("JWT")
    flow = Watched(page, demo, provider)
    flow.consent.allow()
    flow.compare()
    drawn = Diagram(page).read()

    archive, text = saved(page, "HAR"), saved(page, "Mermaid").read_text()

    log = json.loads(archive.read_text())["log"]
    har.validate({"log": log})
    sent = [m for m in drawn if m.told.startswith(("GET ", "POST ")) or "callback:" in m.label]
    assert len(log["entries"]) == len(sent)
    answered = [each["response"]["status"] for each in log["entries"] if each["response"]["status"]]
    assert answered == [200] * sum(m.parties in ("API to Page", "Provider to API") for m in drawn)
    assert [
        (PARTIES[source], PARTIES[to]) for source, to, _ in mermaid.evaluate(MESSAGES, text)
    ] == [tuple(message.parties.split(" to ")) for message in drawn]
    secrets = flow.witness.secrets()
    assert len(secrets) > 2
    assert not [secret for secret in secrets if secret in archive.read_text() + text]


def test_the_archive_answers_as_the_api_did(page: Page) -> None:
    """Playwright replays archives, as developer tools show them."""
    login = LoginPage(page).sign_in()
    expect(login.linked).to_be_visible()
    archive = saved(page, "HAR")
    me = page.evaluate("fetch('/api/me/').then(answer => answer.json())")

    page.route_from_har(archive, url="**/api/me/")
    replayed = page.evaluate("fetch('/api/me/').then(answer => answer.json())")

    assert replayed["user"] == me["user"]
    assert replayed["csrf_token"] != me["csrf_token"]  # masked


def test_a_sign_in_that_was_declined_can_be_taken_away_too(
    page: Page, har: jsonschema.protocols.Validator, mermaid: Page
) -> None:
    login = LoginPage(page).open()
    login.begin("GitHub").cancel()
    expect(login.problem).to_contain_text("You declined")

    log = json.loads(saved(page, "HAR").read_text())
    text = saved(page, "Mermaid").read_text()

    har.validate(log)
    assert "error=access_denied" in log["log"]["entries"][-1]["request"]["url"]
    *_, (_, _, last) = mermaid.evaluate(MESSAGES, text)
    assert last == "declined"


def test_no_text_of_a_provider_breaks_the_diagram(page: Page, mermaid: Page) -> None:
    LoginPage(page).open()
    hostile = "end;\nNote over page: <img src=x onerror=alert(1)> %% #quot; [(-x)] {{}} \u2028 大"

    text = page.evaluate(
        """async hostile => {
          const { mermaidOf } = await import('/demo/lesson/take-away/mermaid.js')
          const message = { from: 'page', to: 'api', label: hostile, step: 'begin' }
          return mermaidOf({ title: hostile, window: 'popup', messages: [message] })
        }""",
        hostile,
    )

    [(source, to, label)] = mermaid.evaluate(MESSAGES, text)
    assert (source, to) == ("page", "api")
    assert "<" not in label

"""Signing in without a code: the README's samples for One Tap and for an app."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from harness.pages import LoginPage
from harness.running import ROOT, Demo

README = (ROOT / "backend/rest_social_auth/README.md").read_text().partition("\n## One Tap")[2]
# What Google's script offers a page; the person always allows it.
GOOGLE = """
  const { csrf_token: csrfToken } = await (await fetch('/api/me/')).json()
  const asked = {}
  const google = { accounts: { id: {
    initialize: (options) => Object.assign(asked, options),
    prompt: async () => asked.callback({ credential: await oneTap(asked.nonce) }),
  } } }
"""


def sample(language: str) -> str:
    [found] = re.findall(rf"^```{language}\n(.*?)^```", README.partition("\n## ")[0], re.M | re.S)
    return found


def one_tap(page: Page, demo: Demo, *, nonce: str | None = None) -> None:
    """Run the README's sample in the page. `nonce`: what the id_token has instead of its own."""

    def give(asked: str) -> str:
        query = {"client_id": "mock-google-oauth2", "mock_person": "ada", "nonce": nonce or asked}
        address = f"http://127.0.0.1:{demo.mocks_port}/_sdk/google-oauth2?{urlencode(query)}"
        return str(json.load(urlopen(address))["id_token"])

    page.expose_function("oneTap", give)
    with page.expect_event("load"):
        page.evaluate(f"async () => {{ {GOOGLE} {sample('js')} }}")


def test_one_tap_signs_in_to_a_session(page: Page, demo: Demo) -> None:
    login = LoginPage(page).open()
    expect(login.sign_in_button("Google")).to_be_visible()

    one_tap(page, demo)

    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    assert [each["name"] for each in page.context.cookies() if "flow" in each["name"]] == []


@pytest.mark.expects_console("403")
def test_an_id_token_with_the_nonce_of_another_browser_signs_nobody_in(
    page: Page, demo: Demo
) -> None:
    login = LoginPage(page).open()
    expect(login.sign_in_button("Google")).to_be_visible()

    one_tap(page, demo, nonce="of-another-browser")

    expect(login.sign_in_button("Google")).to_be_visible()
    expect(login.sign_out).to_be_hidden()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_sample_for_an_app_returns_a_token(demo: Demo, tmp_path: Path) -> None:
    commands = (
        sample("sh")
        .replace("restsocialexample.localhost:8000", f"127.0.0.1:{demo.port}")
        .replace("providers.localhost:9400", f"127.0.0.1:{demo.mocks_port}")
    )

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)) == ["token"]

"""The code that the page offers is what it uses itself, and what the tests run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from harness.pages import LoginPage
from harness.running import ROOT, Demo

POPUP = ROOT / "frontend" / "popup"
BLOCK = re.compile(r"^```\w+ (?:src/)?([\w.-]+)\n(.*?)^```$", re.M | re.S)


def blocks(path: Path) -> dict[str, str]:
    return dict(BLOCK.findall(path.read_text()))


def open_file(page: Page, name: str) -> str:
    LoginPage(page).go_to("Take this code")
    page.locator("summary", has=page.get_by_text(name, exact=True)).click()
    code = page.get_by_label(re.compile(rf"^{re.escape(name)}:"))
    expect(code).not_to_have_text("Loading…")
    return code.text_content() or ""


def test_everything_to_take_is_what_is_served_and_what_tests_run(page: Page) -> None:
    """e2e/tests/popup runs the first two, backend/tests/test_new_project.py the third."""
    files = ("popup.js", "callback.html", "callback.js", "redirect.js")
    examples = blocks(POPUP / "README.md")
    for guide in (POPUP / "guides").glob("*.md"):
        examples |= blocks(guide)
    settings = blocks(ROOT / "backend" / "rest_social_auth" / "README.md")
    known = {name: (POPUP / name).read_text() for name in files} | examples | settings
    login = LoginPage(page).open()

    login.go_to("Take this code")
    expect(page.get_by_text("sign-in.sh", exact=True)).to_be_visible()
    names = page.locator("summary code").all_text_contents()
    for name in names[:-1]:
        assert open_file(page, name) == known[name]

    assert names[-1] == "sign-in.sh"
    assert {*names} >= {
        *files,
        "settings.py",
        "urls.py",
        "main.js",
        "App.tsx",
        "App.vue",
        "App.svelte",
    }


def test_the_shell_script_is_that_of_the_readme_with_this_api_in_it(page: Page, demo: Demo) -> None:
    """e2e/tests/test_readme.py runs it, at the same address."""
    readme = (ROOT / "README.md").read_text()
    script = "\n".join(re.findall(r"^```bash\n(.*?)^```", readme, re.M | re.S))
    page.goto(demo.local_origin)

    here = script.replace("http://restsocialexample.localhost:8000", demo.local_origin)
    assert open_file(page, "sign-in.sh") == here


def test_copy_puts_the_whole_file_on_the_clipboard(page: Page, demo: Demo) -> None:
    page.context.grant_permissions(["clipboard-read"], origin=demo.local_origin)
    page.goto(demo.local_origin)  # a secure context, where a test may read it
    code = open_file(page, "redirect.js")

    button = page.get_by_role("button", name="Copy redirect.js")
    button.click()

    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").strip() == code.strip()


@pytest.fixture(scope="module")
def real() -> Iterator[Demo]:
    """A demo that has the keys of real applications."""
    keys = {
        f"SOCIAL_AUTH_{provider}_{name}": value
        for provider in ("GITHUB", "TRELLO")
        for name, value in (("KEY", "a-real-key"), ("SECRET", "a-secret"))
    }
    with Demo(**keys) as demo:
        demo.wait_until_ready()
        yield demo


def test_a_provider_with_a_key_is_the_real_one_and_says_so(page: Page, real: Demo) -> None:
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    login = LoginPage(page)
    page.goto(real.origin)
    expect(page.get_by_role("button", name=re.compile("real$"))).to_have_text(
        [re.compile("GitHub"), re.compile("Trello")]  # which has a button of its own only here
    )
    login.go_to("Use real keys")
    expect(page.get_by_role("option", name="GitHub (already real)")).to_be_attached()

    with page.expect_popup() as popup:
        login.sign_in_button("GitHub").click()

    popup.value.wait_for_url(
        re.compile(r"^https://github\.com/login/oauth/authorize\?.*client_id=a-real-key")
    )
    assert "a-secret" not in popup.value.url + page.content()


def test_the_recipe_for_real_keys_is_that_of_the_docs(page: Page) -> None:
    """The page reads .env.example, whose variables backend/tests/test_docs.py compares."""
    rows = re.findall(
        r"^\| (\w+) \| `http://restsocialexample.com:8000(\S+)` \| (.+) \|$",
        (ROOT / "docs" / "providers.md").read_text(),
        re.M,
    )
    assert len(rows) == 12
    login = LoginPage(page).open()
    login.go_to("Use real keys")

    for title, path, variables in rows:
        page.get_by_label("Provider", exact=True).select_option(title)
        lines = page.get_by_label("Lines for .env", exact=True)
        expect(lines).to_have_text(" ".join(f"{each}=" for each in variables[1:-1].split("`, `")))
        expect(page.get_by_label("Callback URL", exact=True)).to_have_text(
            re.compile(rf"^http://restsocialexample\.com:\d+{re.escape(path)}$")
        )

"""An empty page, and a fresh project of each framework, with only popup/ copied in, sign in."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from harness.running import ROOT, Demo
from harness.stage import Stage

JS = ROOT / "e2e" / "js"
POPUP = ROOT / "frontend" / "popup"
README = (POPUP / "README.md").read_text()
BLOCK = re.compile(r"^```\w+ ([\w./+-]+)\n(.*?)^```$", re.M | re.S)
EXAMPLES = dict(BLOCK.findall(README))
for guide in ("react", "vue", "svelte"):
    EXAMPLES |= dict(BLOCK.findall((POPUP / "guides" / f"{guide}.md").read_text()))
# What every component of the framework has, before anyone signs in.
TEMPLATE = {
    "import { useState } from 'react'",
    "export default function App() {",
    "import { ref } from 'vue'",
    '<script setup lang="ts">',
    '<script lang="ts">',
    "</script>",
    "}",
}


def empty_page(folder: Path, script: str = "main.js") -> Path:
    shutil.copytree(POPUP, folder / "popup")
    (folder / "index.html").write_text(EXAMPLES["index.html"].replace("main.js", script))
    for name, text in EXAMPLES.items():
        if name.endswith(".js"):
            (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that builds a framework's project and returns its folder."""
    assert (JS / "node_modules").is_dir(), "`make test` installs what the frameworks need."
    examples = tmp_path_factory.mktemp("examples")

    def node(*command: str) -> None:
        program = Path(sys.executable).with_name("node")
        subprocess.run([program, *command], cwd=JS, check=True, capture_output=True, timeout=60)

    def build(framework: str) -> Path:
        project = tmp_path_factory.mktemp(framework)
        node("build.js", framework, str(examples), str(project))
        return project / "dist"

    node("examples.js", str(examples))
    return build


def serve_instead(context: BrowserContext, demo: Demo, folder: Path) -> None:
    """Serve this folder at the demo's origin; only the API stays."""

    def answer(route: Route) -> None:
        callback = re.compile(r"callback-[\w-]+\.html")  # the demo has one for each provider
        answer_from(folder, route, lambda path: callback.sub("callback.html", path))

    context.route(f"{demo.origin}/**", answer)


def answer_from(folder: Path, route: Route, named: Callable[[str], str] = str) -> None:
    path = urlsplit(route.request.url).path
    if path.startswith("/api/"):
        route.continue_()
        return
    found = folder / named(path.strip("/") or "index.html")
    route.fulfill(path=found) if found.is_file() else route.fulfill(status=204)


def sign_in_as_ada(page: Page) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Sign in with GitHub").click()
    opened.value.get_by_role("button", name="Ada").click()
    expect(page.get_by_role("status")).to_contain_text("Signed in as ada")


@pytest.mark.parametrize("script", ["main.js", "early.js"])
def test_empty_page_signs_in(
    context: BrowserContext, page: Page, demo: Demo, tmp_path: Path, script: str
) -> None:
    serve_instead(context, demo, empty_page(tmp_path / "site", script))
    page.goto(demo.origin)

    sign_in_as_ada(page)


def test_empty_page_signs_in_by_redirect(
    context: BrowserContext, page: Page, demo: Demo, tmp_path: Path
) -> None:
    serve_instead(context, demo, empty_page(tmp_path / "site", "by-redirect.js"))
    page.goto(demo.origin)

    page.get_by_role("button", name="Sign in with GitHub").click()
    page.get_by_role("button", name="Ada").click()

    expect(page.get_by_role("status")).to_contain_text("Signed in as ada")
    assert page.url == f"{demo.origin}/"


CALLBACKS = """
import { signIn } from './callbacks.js'
document.querySelector('button').onclick = async () => {
  document.querySelector('output').value = `Signed in as ${(await signIn('github')).username}`
}
"""


def test_empty_page_signs_in_with_a_callback_for_each_provider(
    context: BrowserContext, page: Page, demo: Demo, tmp_path: Path
) -> None:
    folder = empty_page(tmp_path / "site")
    (folder / "main.js").write_text(CALLBACKS)
    command = re.search(r"^for provider in .*", README, re.M)
    assert command
    subprocess.run(["bash", "-c", command[0]], cwd=folder / "popup", check=True)
    context.route(f"{demo.origin}/**", lambda route: answer_from(folder, route))
    page.goto(demo.origin)

    sign_in_as_ada(page)


def test_empty_page_signs_in_on_two_domains(
    context: BrowserContext, page: Page, tmp_path: Path
) -> None:
    with Demo(SPLIT="true") as split:
        split.wait_until_ready()
        api = split.origin.replace("://", "://api.")
        folder = empty_page(tmp_path / "site", "early.js")
        sample = EXAMPLES["split-domains.js"].replace("https://api.example.com", api)
        (folder / "post.js").write_text(sample)
        serve_instead(context, split, folder)
        page.goto(split.origin)

        sign_in_as_ada(page)


def test_react_in_strict_mode_signs_in_once_by_redirect(
    context: BrowserContext, page: Page, demo: Demo, build: Callable[[str], Path]
) -> None:
    """It runs effects twice: the second must neither post the code again nor find nothing."""
    serve_instead(context, demo, build("react-redirect"))
    posted: list[str] = []
    page.on("request", lambda each: posted.append(each.url) if "/session/" in each.url else None)
    page.goto(demo.origin)

    page.get_by_role("button", name="Sign in with GitHub").click()
    page.get_by_role("button", name="Ada").click()
    expect(page.get_by_role("status")).to_have_text("Signed in as ada")
    assert posted == [f"{demo.origin}/api/login/social/session/github"]

    page.reload()
    expect(page.get_by_role("status")).to_have_text("Signed in as ada")
    assert len(posted) == 1


@pytest.mark.parametrize("framework", ["react", "vue", "svelte"])
def test_fresh_project_signs_in(
    context: BrowserContext,
    page: Page,
    demo: Demo,
    build: Callable[[str], Path],
    framework: str,
) -> None:
    serve_instead(context, demo, build(framework))
    page.goto(demo.origin)

    sign_in_as_ada(page)


def test_page_without_begin_checks_its_own_state(page: Page, stage: Stage) -> None:
    """Against the stage, whose provider does not ask who begins."""
    provider = {
        "name": "one",
        "client_id": "stage",
        "authorization_endpoint": stage.provider("/consent"),
        "redirect_uri": stage.url(stage.callback),
        "scope": ["a", "b"],
    }
    stage.scripts["/without-begin.js"] = EXAMPLES["without-begin.js"]
    stage.scripts["/own.js"] = (
        "import { signIn } from '/without-begin.js'\n"
        f"const provider = {json.dumps(provider)}\n"
        "document.querySelector('button').onclick = async () => {\n"
        "  const body = JSON.stringify(await signIn(provider))\n"
        "  document.querySelector('output').value = body\n"
        "}"
    )
    stage.pages["/"] = EXAMPLES["index.html"].replace("./main.js", "/own.js")
    page.goto("/")

    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Sign in with GitHub").click()
    opened.value.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("status")).to_have_text(
        json.dumps({"code": "c", "redirect_uri": stage.url(stage.callback)}, separators=(",", ":"))
    )


@pytest.mark.parametrize(
    "names", [["main.js"], *(["post.ts", f"src/App.{kind}"] for kind in ("tsx", "vue", "svelte"))]
)
def test_copier_writes_at_most_ten_lines(names: list[str]) -> None:
    lines = [line.strip() for name in names for line in EXAMPLES[name].splitlines()]
    written = [line for line in lines if line and line[:2] not in ("//", "/*")]

    assert len([line for line in written if line not in TEMPLATE]) <= 10


def test_popup_imports_nothing_from_outside_its_folder() -> None:
    sources = {path.name: path.read_text() for path in POPUP.glob("*.js")}

    imported = {name: re.findall(r"""from '([^']+)'""", text) for name, text in sources.items()}
    assert {name: set(found) for name, found in imported.items()} == {
        "popup.js": set(),
        "callback.js": set(),
        "redirect.js": {"./popup.js"},
    }


def test_readme_names_a_test_for_each_behaviour_and_each_browser_test_has_a_row() -> None:
    named = set(re.findall(r"`(test_\w+)`", README.partition("## Behaviour")[2]))
    here = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    written = set(re.findall(r"^def (test_\w+)\(", here, re.M))

    assert named <= written
    assert written - named == {
        "test_readme_names_a_test_for_each_behaviour_and_each_browser_test_has_a_row"
    }

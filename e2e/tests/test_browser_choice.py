"""Which browser the tests use: yours, Playwright's, the system's, in this order."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from harness import browser


@pytest.fixture
def program(tmp_path: Path) -> str:
    path = tmp_path / "chromium"
    path.touch(mode=0o755)
    return str(path)


@pytest.fixture(autouse=True)
def nothing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    monkeypatch.setattr(browser, "SYSTEM_CHROMIUMS", ())
    monkeypatch.setattr(browser, "HEADLESS_SHELL", "no such program")


def test_chromium_path_wins(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", program)

    found = browser.find("chromium", playwright_s=__file__)

    assert str(found) == f"Browser tests run in {program} (named by CHROMIUM_PATH)."


def test_a_wrong_chromium_path_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", "/no/such/browser")

    with pytest.raises(browser.BrowserMissingError, match="CHROMIUM_PATH names /no/such/browser"):
        browser.find("chromium", playwright_s=__file__)


def test_the_browser_of_playwright_comes_before_that_of_the_system(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(browser, "SYSTEM_CHROMIUMS", (program,))

    own = browser.find("chromium", playwright_s=__file__)
    system_s = browser.find("chromium", playwright_s="/no/such/browser")

    assert (own.executable, own.origin) == (__file__, "installed by Playwright")
    assert (system_s.executable, system_s.origin) == (program, "installed on this system")


def test_the_shell_without_windows_is_taken_unless_windows_are_needed(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(browser, "SYSTEM_CHROMIUMS", (program,))
    monkeypatch.setattr(browser, "HEADLESS_SHELL", sys.executable)

    headless = browser.find("chromium", playwright_s="/no/such/browser", windows=False)
    headed = browser.find("chromium", playwright_s="/no/such/browser", windows=True)

    assert (headless.executable, headed.executable) == (sys.executable, program)


@pytest.mark.parametrize("engine", browser.ENGINES)
def test_no_browser_is_one_sentence_that_says_what_to_do(engine: str) -> None:
    with pytest.raises(
        browser.BrowserMissingError, match=f"run `python e2e/harness/browser.py {engine}`"
    ):
        browser.find(engine, playwright_s="/no/such/browser")


@pytest.mark.parametrize(
    ("is_root", "programs", "expected"),
    [
        (True, ["apt-get"], ["playwright install", "playwright install-deps", "apt-get"]),
        (False, ["sudo", "apt-get"], ["playwright install", "playwright install-deps", "sudo"]),
        (False, ["apt-get"], ["playwright install"]),
        (True, [], ["playwright install", "playwright install-deps"]),
    ],
)
def test_a_playwright_download_is_tried_before_system_packages(
    monkeypatch: pytest.MonkeyPatch, is_root: bool, programs: list[str], expected: list[str]
) -> None:
    monkeypatch.setattr(browser, "_is_root", lambda: is_root)
    monkeypatch.setattr(shutil, "which", lambda name: name if name in programs else None)

    commands = [" ".join(command) for way in browser._installers("chromium") for command in way]

    for wanted, command in zip(expected, commands, strict=False):
        assert wanted in command
    assert any("install -y" in command for command in commands) == (
        "apt-get" in programs and (is_root or "sudo" in programs)
    )

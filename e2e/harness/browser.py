"""Which browser the tests drive: one that is here, or else one that can be installed.

As a program (`make test` runs it first) it installs what is missing and says in one sentence what
was taken. As a module it only looks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

ENGINES = ("chromium", "firefox", "webkit")
INSTALL_SECONDS = 300  # per command; a download that is refused fails much sooner

# Debian's Chromium without windows, which takes half of the work to draw a page.
HEADLESS_SHELL = "chromium-headless-shell"
SYSTEM_CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


class BrowserMissingError(Exception):
    """No browser is installed and none could be; the message says what to do."""


@dataclass(frozen=True)
class Browser:
    engine: str
    executable: str
    origin: str

    def __str__(self) -> str:
        return f"Browser tests run in {self.executable} ({self.origin})."


def find(engine: str, playwright_s: str, *, windows: bool = True) -> Browser:
    """Return the first browser of this engine that is here. Raises BrowserMissingError.

    `playwright_s` is where Playwright would have put its own: `BrowserType.executable_path`.
    Without `windows` it need not be one that could show any, or block them.
    """
    for browser in _candidates(engine, playwright_s, windows):
        return browser
    raise BrowserMissingError(
        f"No {engine} was found: run `python e2e/harness/browser.py {engine}` in the virtual "
        "environment, which installs one"
        + (", or set CHROMIUM_PATH to yours." if engine == "chromium" else ".")
    )


def find_or_install(engine: str = "chromium") -> Browser:
    """Return a browser of this engine, installed by Playwright or apt where none is here.

    Raises BrowserMissingError when neither could.
    """
    with sync_playwright() as playwright:
        playwright_s = getattr(playwright, engine).executable_path
    for commands in ([], *_installers(engine)):
        if all(_succeeds(command) for command in commands):
            for browser in _candidates(engine, playwright_s, windows=False):
                return browser
    raise BrowserMissingError(
        f"No {engine} was found and none could be installed: "
        + (
            "install Chromium or Chrome, or set CHROMIUM_PATH to yours."
            if engine == "chromium"
            else f"run `playwright install --with-deps {engine}` on a machine that can download it."
        )
    )


def _candidates(engine: str, playwright_s: str, windows: bool = True) -> Iterator[Browser]:
    named = os.environ.get("CHROMIUM_PATH") if engine == "chromium" else None
    if named:
        found = shutil.which(named)
        if not found:
            raise BrowserMissingError(f"CHROMIUM_PATH names {named}, which is not an executable.")
        yield Browser(engine, found, "named by CHROMIUM_PATH")
    if Path(playwright_s).exists():
        yield Browser(engine, playwright_s, "installed by Playwright")
    system_s = SYSTEM_CHROMIUMS if windows else (HEADLESS_SHELL, *SYSTEM_CHROMIUMS)
    for name in system_s if engine == "chromium" else ():
        if found := shutil.which(name):
            yield Browser(engine, found, "installed on this system")


def _installers(engine: str) -> Iterator[list[list[str]]]:
    """Ways to install the engine, best first: commands, of which each needs the one before it.

    The download comes before the system's libraries, so that a refused download changes nothing.
    """
    playwright = [sys.executable, "-m", "playwright"]
    sudo = _as_root()
    libraries = [] if sudo is None else [[*playwright, "install-deps", engine]]
    yield [[*playwright, "install", engine], *libraries]
    if engine == "chromium" and sudo is not None and shutil.which("apt-get"):
        apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
        install = [*apt, "install", "-y", "--no-install-recommends", "chromium"]
        yield [[*apt, "update"], [*install, HEADLESS_SHELL]]
        yield [install]


def _as_root() -> list[str] | None:
    """Return what to put before a command that needs root; None if this person cannot be root."""
    if _is_root():
        return []
    return ["sudo", "-n"] if shutil.which("sudo") else None


def _succeeds(command: list[str]) -> bool:
    print("No browser yet, trying:", " ".join(command), file=sys.stderr, flush=True)
    try:
        done = subprocess.run(command, check=False, stdout=sys.stderr, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        print(f"… gave up after {INSTALL_SECONDS} seconds.", file=sys.stderr, flush=True)
        return False
    return done.returncode == 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def main(arguments: list[str]) -> int:
    """Find or install the engine named; print one sentence either way."""
    engine = arguments[0] if arguments else "chromium"
    if engine not in ENGINES:
        print(
            f"“{engine}” is not a browser engine; choose one of {', '.join(ENGINES)}.",
            file=sys.stderr,
        )
        return 2
    try:
        print(find_or_install(engine))
    except BrowserMissingError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

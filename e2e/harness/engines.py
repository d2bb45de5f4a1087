"""Which browsers are installed to test in real windows: three engines, as Debian packages them.

apt install chromium chromium-driver firefox-esr webkit2gtk-driver xvfb openbox
"""

from __future__ import annotations

import shutil
from pathlib import Path

MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


def program(*names: str) -> str:
    return next(filter(None, map(shutil.which, names)), "")


def mini_browser() -> str:
    return next((str(path) for path in Path("/").glob(MINI_BROWSERS[1:])), "")


SCREEN = {"xvfb": program("Xvfb"), "openbox": program("openbox")}
# What each engine needs: a Debian package, and its path once installed.
NEEDS = {
    "chromium": {
        "chromium": program("chromium", "chromium-browser", "google-chrome"),
        "chromium-driver": program("chromedriver"),
    },
    "firefox": {"firefox-esr": program("firefox-esr", "firefox")},
    "webkit": {"webkit2gtk-driver": program("WebKitWebDriver") and mini_browser()},
}


def missing(engine: str) -> list[str]:
    """Return the packages that would have to be installed to drive this engine."""
    return [name for name, path in {**NEEDS[engine], **SCREEN}.items() if not path]


def inventory() -> str:
    """Return a sentence about which engines the tests in real windows run in, and which not."""
    here = [engine for engine in NEEDS if not missing(engine)]
    sentences = [f"Real windows: {', '.join(here) or 'none'}."]
    for engine in NEEDS:
        if packages := missing(engine):
            sentences.append(f"Left out: {engine} (apt install {' '.join(packages)}).")
    return " ".join(sentences)


if __name__ == "__main__":
    print(inventory())

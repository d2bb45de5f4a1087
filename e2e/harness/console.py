"""A test fails if a page writes anything to the browser's console."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

from harness.running import HOST

TIMEOUT = 15_000  # milliseconds, for a machine that does much else

# What Chromium says of headers that need https and that a mapped domain on http sends in vain.
# On *.localhost, which counts as secure, none of these is allowed.
MAPPED = rf"'?http://(api\.)?{re.escape(HOST)}:\d+"
ALWAYS_ALLOWED = [
    rf"Cross-Origin-Opener-Policy header has been ignored, because .* untrustworthy.*\({MAPPED}",
    rf"could not be origin-keyed since the origin {MAPPED}",
    rf"Clear-Site-Data header on {MAPPED}.*: Not supported for insecure origins",
]


class Console:
    """What the pages of a test complained about, in words."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location.get("url", "")
            self.complaints.append(f"console {message.type}: {message.text} ({where})")

    def _on_error(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")

"""A stage for the popup alone: an app and a provider whose behaviour each test sets.

One process serves every name: `app.*` serves frontend/ and a tiny API that keeps states,
`provider.*` asks for consent. Headers, delays and pages are set by the test, per role.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from harness.stage_pages import PAGE
from harness.stage_server import Handler, Server

OPENER_POLICIES = ["", "same-origin-allow-popups", "same-origin"]
TICK = 0.1  # seconds
START_CLOCK = "setInterval(() => navigator.sendBeacon('/tick'), arguments[0])"


class Stage:
    """What a test may set before, and read after. `roles`: page, callback, provider, hop."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.coop: dict[str, str] = {}
        self.gates: dict[str, threading.Event] = {}
        self.pages: dict[str, str] = {"/": PAGE}
        self.files = {"/stage.js": Path(__file__).with_name("stage.js")}
        self.scripts: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.posted: list[dict[str, Any]] = []
        self.visits: defaultdict[str, int] = defaultdict(int)
        self.ticks = 0
        self.callback = "/popup/callback.html"
        self.api = "'self'"

    def url(self, path: str = "/", host: str = "app.localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def hold(self, role: str) -> threading.Event:
        """Let nothing out of this role until the event is set."""
        self.gates[role] = threading.Event()
        return self.gates[role]

    def begin(self, provider: str, origin: str) -> dict[str, Any]:
        key = secrets.token_urlsafe(12)
        self.states[key] = provider
        callback = origin + self.callback
        if provider == "elsewhere":
            callback = self.url(self.callback, "www.app.localhost")
        start = "/hop" if provider.startswith("hop") else "/consent"
        if provider.startswith("oauth1"):
            query = urlencode({"oauth_token": key, "back": callback})
            return {"oauth_token": key, "authorization_url": self.provider(f"{start}?{query}")}
        asked = {"state": key, "redirect_uri": callback, "client_id": "stage"}
        if provider in ("fragment", "form_post"):
            asked["response_mode"] = provider
        url = self.provider(f"{start}?{urlencode(asked)}")
        return {"state": key, "authorization_url": url, "expires_in": 600}

    def key(self) -> str:
        """The state or request token that the page's begin was given, once it was."""
        wait_until(lambda: self.states)
        return next(iter(self.states))

    def provider(self, path: str) -> str:
        return self.url(path, "provider.localhost")

    def let_pass(self, seconds: float) -> None:
        """Return when the page's own clock says so, by which the page looks and waits, too."""
        self.within(seconds, lambda: False)

    def within(self, seconds: float, condition: Callable[[], bool]) -> bool:
        """Return whether it becomes true before so much time has passed for the page."""
        end = self.ticks + 1 + round(seconds / TICK)
        wait_until(lambda: condition() or self.ticks >= end, seconds + 30)
        return condition()

    def complete(self, body: dict[str, Any]) -> dict[str, Any] | None:
        self.posted.append(body)
        provider = self.states.pop(body.get("state") or body.get("oauth_token") or "", None)
        return {"name": f"Ada from {provider}"} if provider else None


@contextmanager
def serving() -> Iterator[Server]:
    """Serve a stage while the block runs."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.stage = Stage(server.server_port)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def wait_until(condition: Any, seconds: float = 5) -> None:
    """For what no page shows: the stage's own records."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)

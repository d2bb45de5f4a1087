"""A hostile site beside the demo, and a record of the pages' requests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, Request

from harness.pages import LoginPage
from harness.running import Demo

Serve = Callable[[str], str]


@pytest.fixture
def evil() -> Iterator[Serve]:
    """A site of somebody else's: give it a page, get the page's address."""
    html = ""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    def serve(page: str) -> str:
        nonlocal html
        html = f"<!doctype html><link rel=icon href=data:,><title>Evil</title>{page}"
        return f"http://evil.localhost:{server.server_port}/"

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield serve
        server.shutdown()


@pytest.fixture
def login(page: Page) -> LoginPage:
    return LoginPage(page).open()


@pytest.fixture
def safe_login(page: Page, demo: Demo) -> LoginPage:
    """The demo at the name for which browsers treat plain http like https."""
    page.goto(demo.local_origin)
    return LoginPage(page)


@pytest.fixture
def asked(page: Page) -> list[Request]:
    """Every request of every page, in order."""
    requests: list[Request] = []
    page.context.on("request", lambda request: requests.append(request))
    return requests


@pytest.fixture
def completions(asked: list[Request]) -> Callable[[], list[str]]:
    """Return a function that returns the sign-ins that the page has asked the API to complete."""
    return lambda: [
        each.url
        for each in asked
        if each.method == "POST" and "/api/login/social/" in each.url and "/begin/" not in each.url
    ]

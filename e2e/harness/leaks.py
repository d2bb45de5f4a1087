"""No secret of a browser in the demo's log: what pages send is collected, and searched for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import parse_qsl, unquote, urlsplit

from playwright.sync_api import BrowserContext, Request

from harness.running import Demo

SECRET = re.compile(
    r"code|state|nonce|oauth_token|oauth_verifier|denied|token|refresh|access_token|id_token"
)
SHORTEST = 12  # shorter ones are made up by tests


class Leaks:
    """What must not be in the log."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self.note)

    def note(self, request: Request) -> None:
        found = {value for name, value in said(request) if SECRET.fullmatch(name)}
        headers = request.headers
        found.add(headers.get("authorization", "").partition(" ")[2])
        found.add(headers.get("x-csrftoken", ""))
        self.secrets |= {value for value in found if len(value) >= SHORTEST}

    def found_in(self, demo: Demo) -> list[str]:
        """Return the lines with a secret, except for those of the mocks, which may print them."""
        lines = [line for line in demo.lines if "providers" not in line]
        return [line for line in lines if any(each in unquote(line) for each in self.secrets)]


def said(request: Request) -> Iterator[tuple[str, str]]:
    """Yield names and values of the address and of the body, which may be JSON or a form."""
    address = urlsplit(request.url)
    yield from parse_qsl(address.query)
    yield from parse_qsl(address.fragment)
    body = request.post_data_buffer or b""
    with suppress(ValueError):
        if body[:1] == b"{":
            yield from ((name, str(value)) for name, value in json.loads(body).items())
        else:
            yield from parse_qsl(body.decode())

"""What really happened in a sign-in, according to the network, the provider and the API's log."""

from __future__ import annotations

import re
from html import unescape
from time import monotonic, sleep
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

from playwright.sync_api import BrowserContext, Request, Response

from harness.running import Demo

FLOW = re.compile(r"<h2>(\d+\. |Not part)(.*?)(?=<h2>|\Z)", re.S)
ROW = re.compile(
    r'<tr id="request-(\d+)"><td[^>]*>[^<]*<td[^>]*>([\w ]+)\s*<td><code>(\S+) https://([^<]*)</code>'
    r".*?<td class=\"status \w+\">\S+ (\d+)<td>(Fault)?",
    re.S,
)
LOG_LINE = re.compile(r"provider=(\S+) .* request=(\w+)")
CALLBACK = "/popup/callback-"
OPEN = {"provider", "protocol", "redirect_uri", "scope", "client_id", "iss"}
OPEN |= {"error", "error_description", "oauth_problem", "username"}
SECRET = re.compile(r"[\w.~-]{16,}")


class Asked(NamedTuple):
    """One request in the mock providers' timeline."""

    number: int
    stage: str
    request: str
    status: str
    spoiled: bool


def timeline(demo: Demo) -> str:
    with urlopen(f"http://127.0.0.1:{demo.mocks_port}/") as response:
        return unescape(response.read().decode())


def last_number(demo: Demo) -> int:
    return max(map(int, re.findall(r'id="request-(\d+)"', timeline(demo))), default=0)


def asked_since(demo: Demo, flow: str, number: int) -> list[Asked]:
    """Return the requests of this flow, or of none (keys, discovery), after that request."""
    rows = [
        Asked(int(row[0]), row[1].strip(), f"{row[2]} {row[3]}", row[4], bool(row[5]))
        for heading, table in FLOW.findall(timeline(demo))
        if heading in (f"{flow}. ", "Not part")
        for row in ROW.findall(table)
    ]
    return sorted(row for row in rows if row.number > number)


def logged_since(demo: Demo, line: int, provider: str, expected: set[str]) -> set[str]:
    """Return the ids of the requests about this provider that the API has logged.

    Its output arrives by a thread, so what is expected is waited for.
    """
    until = monotonic() + 5
    while True:
        found = [match.groups() for match in map(LOG_LINE.search, demo.lines[line:]) if match]
        ids = {request for name, request in found if name == provider}
        if ids >= expected or monotonic() > until:
            return ids
        sleep(0.01)


class Witness:
    """Sees what crosses the network of a visitor's browser from now on."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        context.on("request", lambda request: self.requests.append(request))
        context.on("response", lambda response: self.responses.append(response))

    @property
    def asked(self) -> list[str]:
        """A request from the page to the API."""
        return [
            f"{each.method} {urlsplit(each.url).path}"
            for each in self.requests
            if "/api/" in each.url
        ]

    @property
    def api(self) -> list[Response]:
        return [each for each in self.responses if "/api/" in each.url]

    @property
    def shown_responses(self) -> list[str]:
        """The API's response: status, code of a problem, and the request's id."""
        codes = [each.json()["code"] if each.status >= 400 else "" for each in self.api]
        return [
            " ".join(filter(None, [str(each.status), code, each.headers["x-request-id"]]))
            for each, code in zip(self.api, codes, strict=True)
        ]

    @property
    def logged(self) -> set[str]:
        """The ids of the requests that the API has to have logged."""
        return {each.headers["x-request-id"] for each in self.api if "/login/social/" in each.url}

    @property
    def callbacks(self) -> list[list[str]]:
        """The names of what each callback brought."""
        paths = [(each, urlsplit(each.url).path) for each in self.requests]
        back = [each for each, path in paths if path.startswith(CALLBACK) and path.endswith("html")]
        brought = [parse_qsl(urlsplit(each.url).query or each.post_data or "") for each in back]
        return [[name for name, _ in pairs] for pairs in brought if pairs]

    def secrets(self) -> set[str]:
        """Return every value that was sent and must not be visible on the screen."""
        pairs = [(cookie["name"], cookie["value"]) for cookie in self.context.cookies()]
        for request in self.requests:
            pairs += parse_qsl(urlsplit(request.url).query)
            pairs += texts(request.post_data_json) if "/api/" in request.url else []
        for response in self.api:
            pairs += texts(response.json()) if response.status < 400 else []
        return {value for name, value in pairs if name not in OPEN and SECRET.fullmatch(value)}


def texts(value: Any) -> list[tuple[str, str]]:
    """Return all texts in a JSON value with their names; of an address its parameters."""
    found: list[tuple[str, str]] = []
    for name, inner in value.items() if isinstance(value, dict) else []:
        if isinstance(inner, str):
            found += parse_qsl(urlsplit(inner).query) or [(name, inner)]
        else:
            found += texts(inner)
    return found

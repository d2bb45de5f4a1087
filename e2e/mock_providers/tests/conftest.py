"""The engine without a socket, and a test double for the app and the browser."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from mock_providers.app import respond
from mock_providers.catalogue.providers import load
from mock_providers.memory.state import State
from mock_providers.pytest_plugin import (
    mock_providers,
    mock_providers_data,
    mock_providers_logout_uris,
    mock_providers_people,
    mock_providers_redirect_uris,
    mock_providers_server,
)
from mock_providers.wire import Request, Response

__all__ = [
    "mock_providers",
    "mock_providers_data",
    "mock_providers_logout_uris",
    "mock_providers_people",
    "mock_providers_redirect_uris",
    "mock_providers_server",
]

APP = "https://app.example"
PROVIDERS = load()


class Play:
    """The app and the browser: requests go straight into the engine."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.state = State(
            dict(PROVIDERS),
            redirect_uris=(f"{APP}/callback/{{provider}}",),
            control=True,
            now=lambda: self.time,
        )

    def get(self, url: str, headers: dict[str, str] | None = None, /, **query: str) -> Response:
        return self.send("GET", url, headers, query)

    def post(
        self, url: str, form: dict[str, str], headers: dict[str, str] | None = None, /, **query: str
    ) -> Response:
        kind = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        return self.send("POST", url, kind | (headers or {}), query, urlencode(form).encode())

    def send(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None,
        query: dict[str, str],
        body: bytes = b"",
    ) -> Response:
        target = url.removeprefix("https:/")
        if query:
            target += ("&" if "?" in target else "?") + urlencode(query)
        return respond(self.state, Request(method, target, headers or {}, body))

    def callback(self, slug: str) -> str:
        return f"{APP}/callback/{self.state.providers[slug].name}"

    def authorize(self, slug: str, person: str = "ada", **more: str) -> Response:
        """Visit the authorization address and allow it at once."""
        query = {
            "client_id": f"mock-{slug}",
            "redirect_uri": self.callback(slug),
            "response_type": "code",
            "state": "a-state",
            **({"mock_person": person} if person else {}),
            **more,
        }
        url = self.state.providers[slug].data["authorize"]["url"]
        return self.get(url, **{name: value for name, value in query.items() if value})

    def code(self, slug: str, person: str = "ada", **more: str) -> str:
        return returned(self.authorize(slug, person, **more))["code"]

    def token(self, slug: str, code: str, **more: str) -> Response:
        """Exchange a code as an honest client does, or with `more` as a dishonest one."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback(slug),
            "client_id": f"mock-{slug}",
            "client_secret": f"mock-secret-{slug}",
            **more,
        }
        url = self.state.providers[slug].data["token"]["url"]
        return self.post(url, {name: value for name, value in form.items() if value})

    def why(self) -> str:
        return self.state.timeline.since()[-1].why


def returned(response: Response) -> dict[str, str]:
    """Return the parameters of the callback."""
    assert response.status == 303, response.body.decode()
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


@pytest.fixture
def play() -> Play:
    return Play()

"""The API in this process, the mock providers in another, and the browser's part in between."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.core.cache import cache
from rest_framework.test import APIClient

from tests.secrets_watch import nothing_secret_is_logged, secrets_watch  # noqa: F401

E2E = Path(__file__).resolve().parents[2] / "e2e"
collect_ignore = ["stranger"]  # run in a process of its own, as somebody else's project
LEASH = str(E2E / "harness" / "leash.sh")  # what it starts ends with us
PAGE = "http://testserver"


class Mocks:
    """The mock providers' process, and a person who uses them."""

    def __init__(self) -> None:
        command = [LEASH, sys.executable, "-m", "mock_providers", "--port", "0", "--control"]
        callback = f"{PAGE}/popup/callback-{{provider}}.html"
        self.process = subprocess.Popen(
            [*command, "--redirect-uri", callback],
            cwd=E2E,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().rsplit(" ", 1)[1].strip().rstrip("/")
        self.browser = requests.Session()

    def consent(self, url: str, person: str = "ada", fault: str = "") -> dict[str, str]:
        """Visit the consent page as `person`; return the callback's parameters."""
        return self.visit(url, mock_person=person, **({"mock_fault": fault} if fault else {}))

    def decline(self, url: str) -> dict[str, str]:
        return self.visit(url, mock_decision="deny")

    def visit(self, url: str, **choice: str) -> dict[str, str]:
        response = self.browser.get(url, params=choice, allow_redirects=False)
        assert response.status_code in {302, 303}, response.text
        return dict(parse_qsl(urlsplit(response.headers["Location"]).query))

    def plan(self, provider: str, at: str, fault: str, times: int = 1) -> None:
        """Let the next requests to the provider go wrong, before there is a grant."""
        order = {"provider": provider, "at": at, "fault": fault, "times": times}
        self.browser.post(f"{self.url}/_control/faults", json=order).raise_for_status()

    def reset(self) -> None:
        self.browser.post(f"{self.url}/_control/reset").raise_for_status()

    def requests(self) -> list[dict[str, Any]]:
        """Return the timeline: every request that reached a provider, with its verdict."""
        timeline: Any = self.browser.get(f"{self.url}/_control/timeline").json()
        return timeline["entries"]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="session")
def mock_process() -> Iterator[Mocks]:
    mocks = Mocks()
    yield mocks
    mocks.stop()


@pytest.fixture
def mocks(mock_process: Mocks) -> Mocks:
    mock_process.reset()
    return mock_process


@pytest.fixture(autouse=True)
def demo_settings(settings: Any, mock_process: Mocks) -> None:
    settings.REST_SOCIAL_MOCK_URL = mock_process.url
    settings.REST_SOCIAL_REDIRECT_URIS = [
        f"{PAGE}/popup/callback-{name}.html" for name in settings.REST_SOCIAL_MOCKED_PROVIDERS
    ]
    cache.clear()


class Visitor(APIClient):
    """A browser at the demo's page: keeps cookies and sends the CSRF token that it was given."""

    def __init__(self, mocks: Mocks) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.mocks = mocks
        self.take_csrf_token()

    def take_csrf_token(self) -> None:
        self.credentials(HTTP_X_CSRFTOKEN=self.get("/api/me/").json()["csrf_token"])

    def begin(self, provider: str, **body: Any) -> dict[str, Any]:
        response = self.post(f"/api/login/social/begin/{provider}/", body, format="json")
        assert response.status_code == 200, response.content
        return response.json()

    def come_back(self, provider: str, person: str = "ada", fault: str = "") -> dict[str, str]:
        """Begin and consent; return what the callback got."""
        return self.mocks.consent(self.begin(provider)["authorization_url"], person, fault)

    def sign_in(self, kind: str, provider: str = "github", person: str = "ada") -> Any:
        """Sign in by the kind of endpoint (`session`, `token`, …); return the response."""
        callback = self.come_back(provider, person)
        response = self.post(f"/api/login/social/{kind}/{provider}/", callback, format="json")
        if kind == "session" and response.status_code == 200:
            self.take_csrf_token()
        return response


@pytest.fixture
def visitor(mocks: Mocks, db: None) -> Visitor:
    return Visitor(mocks)


@pytest.fixture
def another_visitor(mocks: Mocks, db: None) -> Visitor:
    return Visitor(mocks)

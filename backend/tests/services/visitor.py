"""Somebody who signs in as the page does, and retries when the response says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ConnectionError

TRIES = 5
Make = Callable[[], requests.Session]


class Failed(Exception):
    """A refusal that says when to try again; any other response fails the test."""


class From(HTTPAdapter):
    """Connections that come from one of our addresses."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, source_address=(self.address, 0))


def step(response: requests.Response) -> dict:
    if response.status_code in {502, 503}:
        assert "Retry-After" in response.headers, response.text
        raise Failed(response.text)
    assert response.status_code == 200, response.text
    return response.json()


def begin(browser: requests.Session, url: str) -> dict:
    """Do what the page does first; return the API's response."""
    browser.headers["Origin"] = url
    browser.headers["X-CSRFToken"] = step(browser.get(f"{url}/api/me/"))["csrf_token"]
    return step(browser.post(f"{url}/api/login/social/begin/github/"))


def sign_in(url: str, person: str, make: Make = requests.Session) -> str:
    """Do all that the page does, in a separate browser: three requests; return the token."""
    with make() as browser:
        callback = {"code": person, "state": begin(browser, url)["state"]}
        return step(browser.post(f"{url}/api/login/social/token/github/", json=callback))["token"]


def sign_in_with_patience(url: str, person: str, make: Make = requests.Session) -> str:
    for attempt in range(TRIES):
        try:
            return sign_in(url, person, make)
        except (Failed, ConnectionError, ChunkedEncodingError):  # or it broke off in the middle
            time.sleep(0.2 * 2**attempt)
    raise AssertionError(f"{person} got in never")

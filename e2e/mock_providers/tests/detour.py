"""How an independent client reaches the mock: the URL changes after signing."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter


class Detour(HTTPAdapter):
    def __init__(self, mock: str) -> None:
        super().__init__()
        self.mock = mock

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        request = request.copy()
        request.url = at_mock(self.mock, str(request.url))
        return super().send(request, *args, **kwargs)


def at_mock(mock: str, url: str) -> str:
    return url.replace("https:/", mock, 1)


def allow(mock: str, url: str) -> str:
    """Go to the consent page and come back as Ada; return the callback with its query."""
    answer = requests.get(
        at_mock(mock, url), params={"mock_person": "ada"}, allow_redirects=False, timeout=5
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]

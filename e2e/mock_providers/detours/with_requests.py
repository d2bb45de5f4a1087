"""For requests: `session.mount("https://", MockAdapter("http://127.0.0.1:9400"))`."""

from __future__ import annotations

from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from mock_providers.detours import mock_address


class MockAdapter(HTTPAdapter):
    """Sends https requests to the mock; responses keep the original URL."""

    def __init__(self, mock: str) -> None:
        super().__init__()
        self.mock = mock

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        url = str(request.url)
        detoured = request.copy()
        detoured.url = mock_address(self.mock, url)
        response = super().send(detoured, *args, **kwargs)
        response.url, response.request = url, request
        return response

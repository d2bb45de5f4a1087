"""One request and its answer, on a kept connection, in the words of `requests`."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from rest_social_auth.provider.pools import pools

LARGEST = 1024 * 1024  # bytes of an answer, decoded
adapter = HTTPAdapter()  # for the words of its answers; the connections are ours

# urllib3's errors in the words of requests, which social-core knows. The first that fits.
REQUESTS_ERRORS: dict[type[Exception], type[requests.RequestException]] = {
    SSLError: requests.exceptions.SSLError,
    LocationValueError: requests.exceptions.InvalidURL,
    ReadTimeoutError: requests.ReadTimeout,
    NewConnectionError: requests.ConnectionError,
    ConnectTimeoutError: requests.ConnectTimeout,
    Exception: requests.ConnectionError,
}


def exchange(
    request: Any,
    *,
    timeout: float,
    verify: bool | str = True,
    proxies: dict[str, str] | None = None,
) -> requests.Response:
    """Return the answer to a prepared request, whole. Raises what `requests.request()` raises.

    The error has a `response` where the answer had begun.
    """
    connections = pools(verify, select_proxy(request.url, proxies) if proxies else None)
    response = None
    try:
        with connections.urlopen(
            request.method,
            request.url,
            body=request.body,
            headers=request.headers,
            timeout=timeout,
            redirect=False,
            preload_content=False,
        ) as raw:
            response = adapter.build_response(request, raw)
            response._content = body(raw)
    except (HTTPError, OSError) as error:
        kind = next(REQUESTS_ERRORS[each] for each in REQUESTS_ERRORS if isinstance(error, each))
        raise kind(error, request=request, response=response) from error
    if len(response.content) > LARGEST:
        raise AnswerTooLarge("The provider's answer is larger than any sign-in needs.")
    return response


def body(raw: BaseHTTPResponse) -> bytes:
    """Return the decoded body, or as much of it as shows that it is too large."""
    parts: list[bytes] = []
    size = 0
    while size <= LARGEST and (part := raw.read1(65536)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


class AnswerTooLarge(requests.RequestException):
    pass

"""Every call to a provider: one pool of kept connections, one total deadline, one size limit.

social-core makes all its provider calls in one place, `BaseAuth.request()`, by
`requests.request()`. `install()` gives that place this pool instead; its arguments, error mapping
and overrides stay.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from threading import BoundedSemaphore
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from social_core.backends import base as social_core_base
from urllib3.exceptions import HTTPError

from rest_social_auth.detour import DetourAdapter
from rest_social_auth.watchdog import Deadline, WatchedAdapter

DEADLINE = 10.0  # seconds for a whole call
LARGEST = 1024 * 1024  # bytes of an answer, decoded
AT_ONCE = 32  # calls under way to one host: a hanging provider must leave threads for the others
PATIENCE = 1.0  # seconds to wait for one of these places


class ProviderCall(NamedTuple):
    """One call that was made for a sign-in. Holds no secret: no query, body or header."""

    method: str
    host: str
    path: str
    status: int | None  # None where no answer came
    seconds: float


class Caller(NamedTuple):
    """Who calls: whether the mocks answer, and where to note the call."""

    mocked: bool
    calls: list[ProviderCall]


caller: ContextVar[Caller | None] = ContextVar("caller", default=None)


class PooledRequests:
    """Stands in for the module `requests` inside `social_core.backends.base`, and nowhere else."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        who = caller.get() or Caller(mocked=False, calls=[])
        parts = urlsplit(url)
        status, started = None, perf_counter()
        try:
            with place(parts.netloc):
                response = provider_session(mocked=who.mocked).call(method, url, **options)
                status = response.status_code
                return response
        finally:
            seconds = perf_counter() - started
            who.calls.append(ProviderCall(method, parts.netloc, parts.path, status, seconds))


class ProviderSession(requests.Session):
    """Keeps connections, but no cookie; reads no `.netrc` or proxy variable; never redirected."""

    def __init__(self, adapter: HTTPAdapter) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def call(self, method: str, url: str, **options: Any) -> requests.Response:
        """Return the answer, read to its end. Raises what `requests` raises."""
        options |= {"stream": True, "allow_redirects": False}
        with Deadline(DEADLINE) as deadline:
            try:
                with self.request(method, url, **options) as response:
                    if response.is_redirect:
                        # To follow it would hand the code and the secret to another address.
                        raise requests.TooManyRedirects("The provider answered with a redirect.")
                    response._content = whole_body(response)
            except (requests.RequestException, HTTPError, OSError) as error:
                if deadline.passed:
                    raise requests.ReadTimeout("The provider took too long.") from error
                if isinstance(error, requests.RequestException):
                    raise
                raise requests.ConnectionError(error) from error
        return response


def whole_body(response: requests.Response) -> bytes:
    """Return the decoded body. Raises AnswerTooLarge as soon as it is known to be too large."""
    parts: list[bytes] = []
    size = 0
    while part := response.raw.read1(65536, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise AnswerTooLarge("The provider's answer is larger than any sign-in needs.")
    return b"".join(parts)


class AnswerTooLarge(requests.RequestException):
    pass


@cache
def provider_session(*, mocked: bool) -> ProviderSession:
    """Return this process's session: its connections to the real providers, or to the mocks."""
    adapter = DetourAdapter if mocked else WatchedAdapter
    return ProviderSession(adapter(pool_connections=200, pool_maxsize=AT_ONCE))


places: defaultdict[str, BoundedSemaphore] = defaultdict(lambda: BoundedSemaphore(AT_ONCE))


@contextmanager
def place(host: str) -> Iterator[None]:
    """Hold one of the host's places. Raises ConnectTimeout where none becomes free in time."""
    semaphore = places[host]
    if not semaphore.acquire(timeout=PATIENCE):
        raise requests.ConnectTimeout("Too many calls to this provider are under way.")
    try:
        yield
    finally:
        semaphore.release()


def forget_connections() -> None:
    """A forked process must not speak on its parent's sockets, nor wait for its threads."""
    provider_session.cache_clear()
    places.clear()


def install() -> None:
    social_core_base.requests = PooledRequests()  # type: ignore[assignment,attr-defined]
    os.register_at_fork(after_in_child=forget_connections)

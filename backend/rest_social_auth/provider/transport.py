"""Every call to a provider: kept connections, one total deadline, one size limit.

social-core makes all its provider calls in one place, `BaseAuth.request()`, by
`requests.request()`. `install()` gives that place this module's pool instead; its arguments, error
mapping and overrides stay. There is no session of `requests`, and so no cookie, no `.netrc`, no
proxy but SOCIAL_AUTH_PROXIES, and nobody follows a redirect.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from django.conf import settings
from social_core.backends import base as social_core_base

from rest_social_auth.conf import conf
from rest_social_auth.provider import bulkhead
from rest_social_auth.provider.database import give_connections_back
from rest_social_auth.provider.deadline import deadline
from rest_social_auth.provider.exchange import exchange
from rest_social_auth.provider.mock_address import loopback, mock_address
from rest_social_auth.provider.pools import pools
from rest_social_auth.provider.record import ProviderCall, names_sent

DEADLINE = 10.0  # seconds for a whole call


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
        who = caller.get()
        give_connections_back()
        with bulkhead.place(urlsplit(url).netloc), deadline(DEADLINE):
            return call(method, url, mocked=who is not None and who.mocked, **options)


def call(
    method: str,
    url: str,
    *,
    mocked: bool,
    headers: Any = None,
    params: Any = None,
    data: Any = None,
    json: Any = None,
    auth: Any = None,
    **options: Any,
) -> requests.Response:
    """Return the answer, read to its end. Raises what `requests.request()` raises."""
    request = requests.PreparedRequest()
    request.prepare_method(method)
    request.prepare_url(url, params)
    request.prepare_headers({"Accept": "*/*", "Accept-Encoding": "gzip", **(headers or {})})
    request.prepare_body(data, None, json)
    request.prepare_auth(auth, url)
    parts = urlsplit(request.url or url)
    sent = names_sent(request) if settings.DEBUG else ()  # nobody else is told
    noted = ProviderCall(method, parts.netloc, parts.path, sent)
    if mocked:  # after signing, so that signatures stay those of the real address
        request.url = mock_address(request.url or url, loopback(conf.mock_api_url or ""))
    return send(request, noted=noted, **options)


def send(
    request: requests.PreparedRequest, *, noted: ProviderCall, **options: Any
) -> requests.Response:
    """Return the answer, read to its end.

    A provider may close a kept connection in the moment that we use it. Then what only reads is
    asked again, once; a code is never sent twice, nor a signature, whose nonce is good once
    (RFC 5849 §3.3).
    """
    try:
        return ask(request, noted, **options)
    except requests.ConnectionError as error:
        unheard = type(error) is requests.ConnectionError and error.response is None
        if not unheard or request.method != "GET" or "oauth_nonce" in names_sent(request):
            raise
        return ask(request, noted, **options)


def ask(
    request: requests.PreparedRequest, noted: ProviderCall, **options: Any
) -> requests.Response:
    """Return the answer to this one request, and note the call, whatever comes of it."""
    who, status, started = caller.get(), None, perf_counter()
    try:
        response = exchange(request, **options)
        status = response.status_code
    finally:
        if who is not None:
            seconds = perf_counter() - started
            who.calls.append(noted._replace(status=status, seconds=seconds))
    if response.is_redirect:
        # To follow it would hand the code and the secret to another address.
        raise requests.TooManyRedirects("The provider answered with a redirect.")
    return response


def forget_connections() -> None:
    """A forked process must not speak on its parent's sockets, nor wait for its threads."""
    pools.cache_clear()
    bulkhead.places.clear()


def install() -> None:
    social_core_base.requests = PooledRequests()  # type: ignore[assignment,attr-defined]
    os.register_at_fork(after_in_child=forget_connections)

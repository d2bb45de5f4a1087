"""Every call to a provider is sent by `requests`, on pooled connections and within limits.

social-core makes all its provider calls in one place, `BaseAuth.request()`, by
`requests.request()`. `install()` gives that place a session of ours instead; its arguments, error
mapping and overrides stay.

    ProviderRequests.request   sets the deadline, gives database connections back
    ProviderSession.request    requests' own: environment, signature
    ProviderSession.send       retries once, if that is harmless
    ProviderSession.send_once  sends to the mock's URL, records the call for the developer
    ProviderAdapter.send       requests' own, on connections with limits
"""

from __future__ import annotations

import os
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from social_core.backends import base as social_core_base

from rest_social_auth.conf import conf
from rest_social_auth.provider.adapter import ProviderAdapter
from rest_social_auth.provider.call import caller, deadline
from rest_social_auth.provider.database import give_connections_back
from rest_social_auth.provider.mock_address import mock_address
from rest_social_auth.provider.record import names_sent, provider_call
from rest_social_auth.provider.refusal import Refused, refuse_plain

REQUEST = requests.request
# What requests sends by itself. A connection is kept unless somebody says otherwise.
HEADERS = {n: v for n, v in requests.utils.default_headers().items() if n != "Connection"}


class ProviderRequests:
    """Stands in for the module `requests` inside `social_core.backends.base`, and nowhere else."""

    def __init__(self) -> None:
        self.session = ProviderSession()

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """Return the response, read to its end. Raises what `requests.request()` raises."""
        if requests.request is not REQUEST:  # a test has put something in its place
            return requests.request(method, url, **options)  # noqa: S113 (it is among the options)
        give_connections_back()
        with deadline(options.get("timeout")):
            return self.session.request(method, url, **options)


class ProviderSession(requests.Session):
    """The connections of this process, which its threads share; and nothing else is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.adapters = dict.fromkeys(["https://", "http://"], ProviderAdapter())
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Following a redirect would send the code and the secret to another URL.
        self.max_redirects = 0

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """Return what requests would, without cookies and without a password from .netrc."""
        prepared = requests.PreparedRequest()
        prepared.prepare_method(request.method)
        prepared.prepare_url(request.url, request.params)
        prepared.prepare_headers({**HEADERS, **request.headers})
        prepared.prepare_body(request.data, request.files, request.json)
        prepared.prepare_auth(request.auth, request.url)
        return prepared

    def merge_environment_settings(  # type: ignore[override]
        self, url: str, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        """Return what requests would, and look up the environment once for each host."""
        scheme, host, *_ = urlsplit(url)
        found = environment(f"{scheme}://{host}/")
        trusted = found["verify"] if verify in (True, None) else verify
        return {**found, "proxies": {**found["proxies"], **proxies}, "verify": trusted}

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Return the response.

        A provider may close a pooled connection at the moment we use it. A request that only reads
        is then retried once. A code is never sent twice, nor is an OAuth 1 signature, because its
        nonce is single-use (RFC 5849 §3.3).
        """
        try:
            return self.send_once(request, **options)
        except requests.ConnectionError as error:
            unheard = type(error) is requests.ConnectionError and error.response is None
            if not unheard or request.method != "GET" or "oauth_nonce" in names_sent(request):
                raise
            return self.send_once(request, **options)

    def send_once(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Return the response to this one request, and record the call whatever its outcome."""
        who, started, response = caller.get(), perf_counter(), None
        signed = request
        if who and who.mocked:
            request = signed.copy()
            request.url = mock_address(signed.url or "", conf.mock_api_url or "")
            options["proxies"] = {}  # proxies are for the outside world
        try:
            refuse_plain(request.url or "")
            response = super().send(request, **options)
            return response
        except Refused as error:
            raise requests.RequestException(error, request=request) from error
        except requests.TooManyRedirects as error:
            response = error.response
            raise
        finally:
            if who and settings.DEBUG:  # for developers only
                seconds = perf_counter() - started
                who.calls.append(provider_call(signed, response, seconds))


@lru_cache(256)
def environment(origin: str) -> Any:
    """Return the environment's proxies and CAs for a host, in the form that requests uses."""
    return requests.Session().merge_environment_settings(origin, {}, None, None, None)


def install() -> None:
    social_core_base.requests = ProviderRequests()  # type: ignore[assignment,attr-defined]


# A forked process must not use its parent's sockets, nor wait for its threads.
os.register_at_fork(after_in_child=install)

"""How `requests` sends our calls: on pooled connections, within limits, with its trusted CAs."""

from __future__ import annotations

import io
import os
import socket
import ssl
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.exceptions import EmptyPoolError, HTTPError, ReadTimeoutError
from urllib3.util.ssl_ import create_urllib3_context

from rest_social_auth.conf import conf
from rest_social_auth.provider.connection import LARGEST, BoundedPool, BoundedTLSPool
from rest_social_auth.provider.refusal import Refused

MOST_VALUES = 10_000  # in a body
POOLS = {"http": BoundedPool, "https": BoundedTLSPool}
# TCP keep-alive, so that routers do not drop idle connections, if the system has these options.
KEEPALIVE = {"TCP_KEEPIDLE": 45, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 2}  # seconds, seconds, times
KNOWN = [name for name in KEEPALIVE if hasattr(socket, name)]
SOCKET_OPTIONS = [
    *HTTPConnection.default_socket_options,
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *((socket.IPPROTO_TCP, getattr(socket, name), KEEPALIVE[name]) for name in KNOWN),
]


class ProviderAdapter(HTTPAdapter):
    def __init__(self) -> None:
        self.contexts = Lock()
        super().__init__(pool_connections=200, pool_block=True)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):  # those have sockets of their own
            manager.pool_classes_by_scheme = POOLS
        return manager

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        """Return what a pool is made with; different verification needs a different pool."""
        parts = urlsplit(request.url or "")
        host = {"scheme": parts.scheme, "host": parts.hostname, "port": parts.port}
        with self.contexts:  # concurrent threads would get two, and two pools
            context = tls_context(verify)
        return host, {
            "ssl_context": context,
            "socket_options": SOCKET_OPTIONS,
            "maxsize": conf.calls_at_once,
        }

    def cert_verify(self, *args: Any) -> None:
        """Leave it to the pool's context, which has already loaded its certificates."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        try:
            return super().send(request, *args, **options)
        except Refused as error:
            raise requests.RequestException(error, request=request) from error
        except EmptyPoolError as error:
            raise requests.ConnectTimeout(error, request=request) from error

    def build_response(self, request: requests.PreparedRequest, raw: Any) -> requests.Response:
        """Return the response, read to its end. Errors have a `response` if it had begun."""
        response = super().build_response(request, raw)
        try:
            response._content = body(raw)
            raw.release_conn()
            response.raw = io.BytesIO(response._content)
            return response
        except ReadTimeoutError as error:
            raise requests.ReadTimeout(error, request=request, response=response) from error
        except (HTTPError, OSError) as error:
            raise requests.ConnectionError(error, request=request, response=response) from error
        finally:
            raw.close()  # what went wrong; else it is kept by now


def body(raw: Any) -> bytes:
    """Return the decoded body. Raises Refused as soon as it is too large."""
    raw.decode_content = True
    content = b""
    while len(content) <= LARGEST and (part := raw.read1(65536)):
        content += part
    # As JSON, a form or XML, the values take thirty times as much memory as their bytes.
    values = sum(map(content.count, (b",", b"&", b"<")))
    if len(content) > LARGEST or values > MOST_VALUES:
        raise Refused("The provider's response is larger than any sign-in needs.")
    return content


@cache
def tls_context(verify: bool | str) -> ssl.SSLContext:
    """Return a context with its certificates loaded, which takes as long as four sign-ins.

    It trusts the file or folder `verify`, else OpenSSL's SSL_CERT_FILE, else what requests trusts.
    """
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED if verify else ssl.CERT_NONE)
    if verify:
        system = ssl.get_default_verify_paths()
        of_environment = system.cafile if system.cafile != system.openssl_cafile else None
        path = verify if isinstance(verify, str) else of_environment or certifi.where()
        try:
            context.load_verify_locations(**{"capath" if os.path.isdir(path) else "cafile": path})
        except OSError as error:
            raise requests.exceptions.SSLError(f"There are no certificates in {path}.") from error
    return context

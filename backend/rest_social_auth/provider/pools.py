"""Connections to providers, kept alive and shared by this process's threads."""

from __future__ import annotations

import socket
import ssl
from functools import cache
from typing import Any

import certifi
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection
from urllib3.util.retry import Retry
from urllib3.util.ssl_ import create_urllib3_context

from rest_social_auth.provider.bulkhead import AT_ONCE
from rest_social_auth.provider.deadline import TimelyHTTPPool, TimelyHTTPSPool, TimelySSLSocket

# So that no router forgets a connection that was quiet for long; where the system can be told.
KEEPALIVE = [
    (socket.IPPROTO_TCP, getattr(socket, name), seconds)
    for name, seconds in {"TCP_KEEPIDLE": 45, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 2}.items()
    if hasattr(socket, name)
]
SOCKET_OPTIONS = [
    *HTTPConnection.default_socket_options,
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *KEEPALIVE,
]


@cache
def pools(verify: bool | str, proxy: str | None) -> PoolManager:
    """Return this process's connections to all providers, by `proxy` if there is one.

    They trust what `verify` says: all known CAs, a file of them, anybody.
    """
    options: dict[str, Any] = {
        "ssl_context": tls_context(verify),
        "socket_options": SOCKET_OPTIONS,
        "retries": Retry.from_int(False),  # none, and errors arrive as they are
    }
    if not proxy:
        manager = PoolManager(200, maxsize=AT_ONCE, **options)
    else:
        address = proxy if "://" in proxy else f"http://{proxy}"
        # An adapter each: it remembers its proxies by their address alone, whatever they verify.
        adapter = HTTPAdapter(pool_connections=200, pool_maxsize=AT_ONCE)
        manager = adapter.proxy_manager_for(address, **options)
    if not (proxy and proxy.startswith("socks")):  # those have sockets of their own
        manager.pool_classes_by_scheme = {"http": TimelyHTTPPool, "https": TimelyHTTPSPool}
    return manager


def tls_context(verify: bool | str) -> ssl.SSLContext:
    """Return a context with the certificates read, which takes as long as four sign-ins."""
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED if verify else ssl.CERT_NONE)
    context.sslsocket_class = TimelySSLSocket
    if verify:
        context.load_verify_locations(certifi.where() if verify is True else str(verify))
    return context

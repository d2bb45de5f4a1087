"""Connections to providers, kept alive and shared by this process's threads."""

from __future__ import annotations

import socket
import ssl
from functools import cache
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.util.ssl_ import create_urllib3_context

from rest_social_auth.deadline import TimelyHTTPPool, TimelyHTTPSPool, TimelySSLSocket

# So that no router forgets a connection that was quiet for long; where the system can be told.
KEEPALIVE = [
    (socket.IPPROTO_TCP, getattr(socket, name), seconds)
    for name, seconds in {"TCP_KEEPIDLE": 45, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 2}.items()
    if hasattr(socket, name)
]


class PooledAdapter(HTTPAdapter):
    """An adapter of `requests` on timely sockets, which reads the CA certificates once."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), *KEEPALIVE]
        options += HTTPConnection.default_socket_options
        super().init_poolmanager(*args, socket_options=options, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": TimelyHTTPPool,
            "https": TimelyHTTPSPool,
        }

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {"cert_reqs": tls["cert_reqs"], "ssl_context": tls_context(verify)}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Leave it out: it would read the certificates for every new connection."""


@cache
def tls_context(verify: bool | str) -> ssl.SSLContext:
    """Return the context that trusts what `verify` says: all known CAs, a file of them, anybody."""
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED if verify else ssl.CERT_NONE)
    context.sslsocket_class = TimelySSLSocket
    if verify:
        known = certifi.where() if verify is True else str(verify)
        context.load_verify_locations(known)
    return context

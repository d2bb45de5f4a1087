"""Connections that end in time, and read no more from a provider than any sign-in needs.

urllib3 has no argument for either; its timeouts start again with each address and each byte.
"""

from __future__ import annotations

import io
import socket
import ssl
from http.client import BadStatusLine, HTTPResponse, parse_headers
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from rest_social_auth.provider.call import seconds_left
from rest_social_auth.provider.host_names import look_up
from rest_social_auth.provider.refusal import REMEDY, Refused, is_internal, trusted

HEAD = 64 * 1024  # bytes of status, headers and interim responses together
LARGEST = 256 * 1024  # bytes of a body and its trailers, on the wire and decoded
PATIENCE = 0.25  # seconds to wait for a slot; they block a thread that others might need


class BoundedReader(io.RawIOBase):
    """The bytes of one response. Raises TimeoutError if they are late, Refused if too many."""

    def __init__(self, sock: socket.socket, raw: Any) -> None:
        self.sock, self.raw, self.allowed = sock, raw, HEAD

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.sock.settimeout(seconds_left())
        size: int = self.raw.readinto(buffer)
        self.allowed -= size
        if self.allowed < 0:
            raise Refused("The provider's response is larger than any sign-in needs.")
        return size

    def close(self) -> None:
        self.raw.close()
        super().close()


class BoundedResponse(HTTPResponse):
    """Skips interim responses such as 103 (RFC 9110 §15.2), of which http.client only knows 100.

    It would return any other as the final response, and then the real response to the next
    person's request on this connection.
    """

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.reader = BoundedReader(sock, self.fp.detach())
        self.fp = io.BufferedReader(self.reader)

    def begin(self) -> None:
        super().begin()
        self.reader.allowed += LARGEST

    def _read_status(self) -> tuple[int, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 101 <= status < 200:
                return version, status, reason
            if status == 101:  # another protocol, which nobody requested
                raise BadStatusLine(reason)
            parse_headers(self.fp)


class BoundedConnection(HTTPConnection):
    response_class = BoundedResponse
    internal = False  # True if it leads to this machine or network, where few calls may go

    @property
    def is_connected(self) -> bool:
        """Return True if it is open and has no unread data, which the next request would receive.

        urllib3 only polls the socket, but TLS may already have buffered some bytes.
        """
        if self.internal and not trusted(self.host):
            return False  # so that it is opened again, and refused
        unread = self.sock.pending() if isinstance(self.sock, ssl.SSLSocket) else 0
        return super().is_connected and not unread

    def _new_conn(self) -> socket.socket:
        """Connect to the first of the host's addresses that responds in the call's time."""
        try:
            return self.connect_to_any(look_up(self._dns_host, self.port))
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, socket.gaierror(str(error))) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, str(error)) from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error

    def connect_to_any(self, addresses: list[str]) -> socket.socket:
        failure = OSError("The host has no address.")
        for address in addresses:
            self.internal = not self.proxy and is_internal(address)
            if self.internal and not trusted(self.host):
                raise Refused(f"{self.host} is inside this network: {REMEDY}")
            try:
                goal = (address, self.port)
                sock = create_connection(goal, seconds_left(), None, self.socket_options)
                sock.settimeout(seconds_left())  # for the handshake as a whole
                return sock
            except OSError as error:
                failure = error
        raise failure


class BoundedTLSConnection(BoundedConnection, HTTPSConnection):
    pass


class BoundedPool(HTTPConnectionPool):
    """Uses our connections, or those that vcrpy puts into urllib3's pool for a test."""

    @property
    def ConnectionCls(self) -> Any:  # type: ignore[override]
        found = HTTPConnectionPool.ConnectionCls
        return BoundedConnection if found is HTTPConnection else found

    def _get_conn(self, timeout: float | None = None) -> Any:
        return super()._get_conn(PATIENCE)


class BoundedTLSPool(BoundedPool, HTTPSConnectionPool):
    @property
    def ConnectionCls(self) -> Any:  # type: ignore[override]
        found = HTTPSConnectionPool.ConnectionCls
        return BoundedTLSConnection if found is HTTPSConnection else found

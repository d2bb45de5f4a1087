"""A total deadline for a call: addresses, handshake, headers and body together.

A socket's own timeout starts anew with every byte, so a provider that drips one byte a second
holds a thread for ever. The sockets here wait no longer than what is left of the call's time.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import BadStatusLine, HTTPResponse, parse_headers
from time import monotonic
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError

until: ContextVar[float] = ContextVar("until")  # on the monotonic clock


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Let the calls inside time out after so many seconds, however they spend them."""
    token = until.set(monotonic() + seconds)
    try:
        yield
    finally:
        until.reset(token)


def within_deadline(timeout: float | None) -> float:
    """Return `timeout`, or what is left of the call's time. Raises TimeoutError: nothing is."""
    left = until.get() - monotonic()
    if left <= 0:
        raise TimeoutError("The call's time is over.")
    return left if timeout is None else min(timeout, left)


class TimelySocket(socket.socket):
    def recv_into(self, *args: Any) -> int:
        self.settimeout(within_deadline(self.gettimeout()))
        return super().recv_into(*args)


class TimelySSLSocket(ssl.SSLSocket):
    def recv_into(self, *args: Any) -> int:
        self.settimeout(within_deadline(self.gettimeout()))
        return super().recv_into(*args)


class FinalResponse(HTTPResponse):
    """Reads past interim answers such as 103 (RFC 9110 §15.2), of which http.client knows 100.

    It would take another for the answer, and the answer for that to the next person's request.
    """

    def _read_status(self) -> tuple[int, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 101 <= status < 200:
                return version, status, reason
            if status == 101:  # to another protocol, which nobody asked for
                raise BadStatusLine(reason)
            parse_headers(self.fp)


class TimelyHTTPConnection(HTTPConnection):
    """Tries the addresses of its host in turn, before the deadline, and reads before it too."""

    response_class = FinalResponse

    @property
    def is_connected(self) -> bool:
        """Tell whether it is open and silent: what came unasked would be the next one's answer.

        urllib3 asks the system whether there is something to read; TLS may have taken it already.
        """
        unread = self.sock.pending() if isinstance(self.sock, ssl.SSLSocket) else 0
        return super().is_connected and not unread

    def _new_conn(self) -> socket.socket:
        name, timeout = self.host, self.timeout
        try:
            for address in addresses(name, self.port):
                self.host = address
                try:
                    self.timeout = within_deadline(timeout)
                    plain = super()._new_conn()
                except ConnectTimeoutError as error:  # refused is a kind of it, in urllib3
                    failure = error
                    continue
                except TimeoutError as error:
                    raise ConnectTimeoutError(self, str(error)) from error
                sock = TimelySocket(fileno=plain.detach())
                sock.settimeout(within_deadline(timeout))  # for the handshake as a whole
                return sock
            raise failure
        finally:
            self.host, self.timeout = name, timeout


class TimelyHTTPSConnection(TimelyHTTPConnection, HTTPSConnection):
    pass


class TimelyHTTPPool(HTTPConnectionPool):
    ConnectionCls = TimelyHTTPConnection


class TimelyHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = TimelyHTTPSConnection


def addresses(name: str, port: int) -> list[str]:
    """Return the IP addresses; the name itself where it has none, for urllib3 to say so."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError:
        return [name]
    return list(dict.fromkeys(str(each[4][0]) for each in found))

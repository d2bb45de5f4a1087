"""A total deadline for an HTTP call, headers and body together.

A socket's own timeout starts anew with every byte, so a provider that drips one byte a second
holds a thread for ever. Here one thread per process looks at all calls under way and shuts the
sockets of those that are late; the waiting thread then wakes with an error.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from contextvars import ContextVar
from time import monotonic, sleep
from types import TracebackType
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse

INTERVAL = 0.25  # seconds between two looks, and so the precision of a deadline

current: ContextVar[Deadline | None] = ContextVar("current_deadline", default=None)
under_way: set[Deadline] = set()
changed = threading.Condition()
watcher: threading.Thread | None = None


class Deadline:
    """`with Deadline(10) as deadline:` bounds the calls inside; `deadline.passed` tells later."""

    def __init__(self, seconds: float) -> None:
        self.until = monotonic() + seconds
        self.passed = False
        self.sock: socket.socket | None = None

    def __enter__(self) -> Deadline:
        self.token = current.set(self)
        with changed:
            under_way.add(self)
            start_watching()
            changed.notify()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        current.reset(self.token)
        with changed:
            under_way.discard(self)

    def expire(self) -> None:
        self.passed = True
        if self.sock is not None:
            with suppress(OSError):  # already closed
                # Not SSLSocket.shutdown(), which takes the TLS state from under the waiting thread.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def start_watching() -> None:
    """Start this process's watcher, once; a forked process has none of its parent's threads."""
    global watcher
    if watcher is None or not watcher.is_alive():
        watcher = threading.Thread(target=watch, name="provider-deadlines", daemon=True)
        watcher.start()


def watch() -> None:
    while True:
        with changed:
            while not under_way:
                changed.wait()
            now = monotonic()
            for deadline in [each for each in under_way if each.until <= now]:
                under_way.discard(deadline)
                deadline.expire()
        sleep(INTERVAL)


def watched(connection: HTTPConnection) -> None:
    deadline = current.get()
    if deadline is not None:
        deadline.sock = connection.sock


class WatchedHTTPConnection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        watched(self)
        return super().getresponse()


class WatchedHTTPSConnection(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        watched(self)
        return super().getresponse()


class WatchedHTTPPool(HTTPConnectionPool):
    ConnectionCls = WatchedHTTPConnection


class WatchedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = WatchedHTTPSConnection


class WatchedAdapter(HTTPAdapter):
    """An adapter of `requests` whose connections respect the current `Deadline`."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": WatchedHTTPPool,
            "https": WatchedHTTPSPool,
        }

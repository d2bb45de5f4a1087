"""Look up a host's addresses within the time of the current call."""

from __future__ import annotations

import socket
from concurrent.futures import Future
from threading import Thread
from typing import Any

from rest_social_auth.provider.call import seconds_left


def look_up(host: str, port: int) -> list[str]:
    """Return the host's IP addresses. A system look-up cannot be interrupted, only abandoned."""
    if host.endswith(".localhost"):  # RFC 6761 §6.3; browsers know it, many resolvers do not
        return ["127.0.0.1"]
    found: Future[list[Any]] = Future()

    def ask() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:
            found.set_exception(error)

    Thread(target=ask, daemon=True).start()
    return list(dict.fromkeys(str(each[4][0]) for each in found.result(seconds_left())))

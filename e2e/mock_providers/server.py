"""The socket side: threads, kept-alive connections and proxy requests."""

from __future__ import annotations

import sys
import threading
from http import HTTPStatus
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any

from mock_providers import authority
from mock_providers.app import respond
from mock_providers.delivery import Delivery
from mock_providers.request_body import read_body
from mock_providers.wire import Request, Response

if TYPE_CHECKING:
    from mock_providers.memory.state import State

IDLE = 75.0  # seconds that a connection may wait for its next request


class MockServer(ThreadingMixIn, TCPServer):
    """Serves one State. Not HTTPServer, which looks its own name up in the DNS when it starts."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], state: State) -> None:
        self.state = state
        self.closing = threading.Event()
        super().__init__(address, Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error, unless it is only a client that has hung up."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        self.closing.set()
        super().server_close()


class Handler(Delivery):
    protocol_version = "HTTP/1.1"
    server_version = "mock-providers"
    sys_version = ""
    disable_nagle_algorithm = True  # otherwise headers and body would wait 40 ms for each other
    wbufsize = -1  # and they leave in one packet
    timeout = IDLE
    tunnel = ""  # the host that a client asked its proxy, which is us, to connect it with

    def do_GET(self) -> None:
        body = read_body(self.headers, self.rfile)
        if body is None:
            self.close_connection = True
            self.send(Response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self._is_proxied():
            headers["host"] = "{}:{}".format(*self.server.server_address[:2])
        response = respond(self.server.state, Request(self.command, self._target(), headers, body))
        if response.delay:
            self.server.closing.wait(response.delay)
        self.deliver(response)

    do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = do_GET

    def do_CONNECT(self) -> None:
        """Speak TLS as the host that the client asked for, then serve its requests as usual."""
        host = self.path.rpartition(":")[0].strip("[]")
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.wfile.flush()
        try:
            context = authority.context_for(host)
            self.connection = context.wrap_socket(self.connection, server_side=True)
        except OSError:  # the client does not trust us, or has gone
            self.close_connection = True
            return
        self.tunnel, self.close_connection = host, False
        self.rfile = self.connection.makefile("rb", self.rbufsize)
        self.wfile = self.connection.makefile("wb")

    def finish(self) -> None:
        super().finish()
        if self.tunnel:
            self.connection.close()

    def _is_proxied(self) -> bool:
        return bool(self.tunnel) or self.path.startswith("http://")

    def _target(self) -> str:
        """Return path and query; those of a proxied request begin with the host."""
        if self.tunnel:
            return f"/{self.tunnel}{self.path}"
        if self.path.startswith("http://"):
            return self.path.removeprefix("http:/")
        return self.path

    def log_message(self, format: str, *args: Any) -> None:
        """Write no log: the timeline has everything."""

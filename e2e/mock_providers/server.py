"""The socket side: threads, kept-alive connections, proxy requests, and faults below HTTP."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any

from mock_providers import authority
from mock_providers.app import respond
from mock_providers.faults import DRIP
from mock_providers.request_body import read_body
from mock_providers.wire import Request, Response

if TYPE_CHECKING:
    from mock_providers.memory.state import State

CHUNK = 100  # bytes
SILENCE = 60.0  # seconds without a response, at most
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
        import sys

        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        self.closing.set()
        super().server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "mock-providers"
    sys_version = ""
    disable_nagle_algorithm = True  # otherwise headers and body would wait 40 ms for each other
    wbufsize = -1  # and they leave in one packet
    timeout = IDLE
    server: MockServer

    tunnel = ""  # the host that a client asked its proxy, which is us, to connect it with

    def do_GET(self) -> None:
        body = read_body(self.headers, self.rfile)
        if body is None:
            self.close_connection = True
            self._send(Response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self._is_proxied():
            headers["host"] = "{}:{}".format(*self.server.server_address[:2])
        response = respond(self.server.state, Request(self.command, self._target(), headers, body))
        if response.delay:
            self.server.closing.wait(response.delay)
        self._deliver(response)

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

    def _deliver(self, response: Response) -> None:
        if response.delivery == "whole":
            self._send(response)
            return
        if response.delivery == "chunked":
            self._send_chunks(response)
            return
        self.close_connection = True
        match response.delivery:
            case "silence":
                self._wait_for_hang_up()
            case "reset":
                linger = struct.pack("ii", 1, 0)  # closing now sends RST
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
            case "truncated":
                self._send(response, response.body[: len(response.body) // 2])
            case "drip":
                self._send(response, b"")
                self._drip(response.body)

    def _send(self, response: Response, body: bytes | None = None) -> None:
        """Write the whole head, and all or part of the body."""
        self._send_head(response, "Content-Length", str(len(response.body)))
        if self.command != "HEAD":
            self.wfile.write(response.body if body is None else body)
        self.wfile.flush()

    def _send_head(self, response: Response, framing: str, value: str) -> None:
        self.send_response(response.status)
        for name, text in response.headers.items():
            self.send_header(name, text.encode().decode("latin-1"))  # UTF-8, as it is
        if response.status != HTTPStatus.NO_CONTENT:
            self.send_header(framing, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _send_chunks(self, response: Response) -> None:
        self._send_head(response, "Transfer-Encoding", "chunked")
        for start in range(0, len(response.body), CHUNK):
            part = response.body[start : start + CHUNK]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _drip(self, body: bytes) -> None:
        for number in range(len(body)):
            if self.server.closing.wait(DRIP):
                return
            self.wfile.write(body[number : number + 1])
            self.wfile.flush()

    def _wait_for_hang_up(self) -> None:
        until = time.monotonic() + SILENCE
        while time.monotonic() < until and not self.server.closing.is_set():
            if select.select([self.connection], [], [], 0.25)[0]:
                return

    def log_message(self, format: str, *args: Any) -> None:
        """Write no log: the timeline has everything."""

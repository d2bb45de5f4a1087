"""How a response reaches the socket: whole, in chunks, or with one of the faults below HTTP."""

from __future__ import annotations

import select
import socket
import struct
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from mock_providers.faults import DRIP
from mock_providers.wire import Response

CHUNK = 100  # bytes
SILENCE = 60.0  # seconds without a response, at most


class Delivery(BaseHTTPRequestHandler):
    server: Any  # a MockServer, whose `closing` ends the waiting

    def deliver(self, response: Response) -> None:
        if response.delivery == "whole":
            self.send(response)
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
                self.send(response, response.body[: len(response.body) // 2])
            case "drip":
                self.send(response, b"")
                self._drip(response.body)

    def send(self, response: Response, body: bytes | None = None) -> None:
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

"""A provider that misbehaves on the wire: what it does instead of responding, by name."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler
from io import BufferedReader

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MEGABYTE = 1024 * 1024
PATIENCE = 30  # seconds that a drip lasts, much longer than any deadline


def read_request(sock: socket.socket) -> None:
    """Read all of it: who closes with something unread resets the connection."""
    request = HTTPRequest(sock.makefile("rb"))
    request.rfile.read(int(request.headers.get("Content-Length", 0)))


class HTTPRequest(BaseHTTPRequestHandler):
    def __init__(self, rfile: BufferedReader) -> None:
        self.rfile = rfile
        self.raw_requestline = rfile.readline()
        self.parse_request()


def drip(sock: socket.socket, start: bytes, drop: bytes) -> None:
    read_request(sock)
    sock.sendall(start)
    for _ in range(PATIENCE * 2):
        time.sleep(0.5)
        sock.sendall(drop)


def handshake_drip(sock: socket.socket) -> None:
    """Announce a TLS record of 16 KiB and send it byte by byte."""
    sock.recv(65536)
    sock.sendall(b"\x16\x03\x03\x40\x00")
    for _ in range(PATIENCE * 2):
        time.sleep(0.5)
        sock.sendall(b"\x02")


def no_tls(sock: socket.socket) -> None:
    sock.recv(65536)
    sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def silence(sock: socket.socket) -> None:
    read_request(sock)
    time.sleep(PATIENCE)


def reset(sock: socket.socket) -> None:
    read_request(sock)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def answer(content: bytes) -> Callable[[socket.socket], None]:
    def send(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(content)

    return send


def endless(sock: socket.socket) -> None:
    read_request(sock)
    sock.sendall(HEAD + b"\r\n")
    while True:
        sock.sendall(b" " * MEGABYTE)


@cache
def bomb(layers: int) -> bytes:
    """Return a response of 100 MiB, compressed so many times."""
    content = b" " * (100 * MEGABYTE)
    for _ in range(layers):
        content = gzip.compress(content, 1)
    coding = ", ".join(["gzip"] * layers).encode()
    head = b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding, len(content))
    return HEAD + head + content


Fault = Callable[[socket.socket], None]


@contextmanager
def misbehaving(fault: Fault) -> Iterator[str]:
    """Serve the fault to everybody who connects; return the host and port."""

    def serve(sock: socket.socket) -> None:
        with sock, suppress(OSError):
            fault(sock)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


FAULTS: dict[str, tuple[Fault, str]] = {
    "silence": (silence, "timeout"),
    "drips its head": (lambda sock: drip(sock, HEAD, b"X: y\r\n"), "timeout"),
    "drips one header": (lambda sock: drip(sock, HEAD + b"X: ", b"y"), "timeout"),
    "drips its body": (lambda sock: drip(sock, HEAD + b"\r\n", b" "), "timeout"),
    "says continue for ever": (
        lambda sock: drip(sock, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        "timeout",
    ),
    "resets": (reset, "connection_failed"),
    "hangs up": (answer(b""), "connection_failed"),
    "speaks no HTTP": (answer(b"SSH-2.0-OpenSSH_9.2\r\n"), "connection_failed"),
    "hangs up in its body": (
        answer(HEAD + b'Content-Length: 500\r\n\r\n{"access_token"'),
        "connection_failed",
    ),
    "hangs up in a chunk": (
        answer(HEAD + b"Transfer-Encoding: chunked\r\n\r\n500\r\n{"),
        "connection_failed",
    ),
    "sends a header without end": (answer(HEAD + b"X: " + b"y" * MEGABYTE), "http_error"),
    "sends headers without end": (answer(HEAD + b"X: y\r\n" * 5000), "connection_failed"),
    "announces too much": (
        answer(HEAD + b"Content-Length: 2000000\r\n\r\n" + b" " * 2000000),
        "http_error",
    ),
    "never ends": (endless, "http_error"),
    "sends a bomb": (lambda sock: answer(bomb(1))(sock), "http_error"),
    "sends a bomb in a bomb": (lambda sock: answer(bomb(2))(sock), "http_error"),
    "lies about its coding": (
        answer(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
        "connection_failed",
    ),
    "redirects": (
        answer(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
        "http_error",
    ),
}

"""A GitHub that sends the bytes that a test chooses, and remembers its requests."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.performance.faults import HTTPRequest, misbehaving

TOKEN = "/github.com/login/oauth/access_token"
PROFILE = "/api.github.com/user"
EMAILS = "/api.github.com/user/emails"
GOOD: dict[str, Any] = {
    TOKEN: {"access_token": "gho_good", "token_type": "bearer"},
    PROFILE: {"id": 77, "login": "ada", "name": "Ada Lovelace", "email": "ada@example.com"},
    EMAILS: [{"email": "ada@example.com", "primary": True, "verified": True}],
}


def http(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    given = {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status}\r\nConnection: close\r\n{lines}\r\n".encode() + body


@contextmanager
def github(answers: dict[str, Any], settings: Any) -> Iterator[list[str]]:
    """Stand in for the mocks' GitHub: bytes are sent as they are, other values as JSON.

    Yields what it is asked: address, `Authorization` and body.
    """
    asked: list[str] = []

    def serve(sock: socket.socket) -> None:
        request = HTTPRequest(sock.makefile("rb"))
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        path = request.path.partition("?")[0]
        proof = request.headers.get("Authorization")
        asked.append(f"{request.path} {proof} {body.decode(errors='replace')}")
        response = {**GOOD, **answers}.get(path, b"")
        response = response() if callable(response) else response
        sock.sendall(
            response if isinstance(response, bytes) else http(json.dumps(response).encode())
        )

    with misbehaving(serve) as address:
        settings.REST_SOCIAL_MOCK_API_URL = f"http://{address}"
        yield asked

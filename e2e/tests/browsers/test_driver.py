"""The driver's client: one lost command costs one command, not the engine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from harness.webdriver import DriverError, Http


class Forgetful(BaseHTTPRequestHandler):
    """A driver that never answers the first command that looks for an element."""

    protocol_version = "HTTP/1.1"
    lost = threading.Event()
    over = threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/element") and not self.lost.is_set():
            self.lost.set()
            self.over.wait()
        body = json.dumps({"value": {"sessionId": "s"}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Forgetful) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        Forgetful.over.set()
        server.shutdown()


def test_a_lost_command_is_an_error_and_the_next_one_is_answered(port: int) -> None:
    wire = Http(port, {}, looking=0.2)

    with pytest.raises(
        DriverError, match=r"timeout: No response to /session/s/element in 0\.2 s\."
    ):
        wire.call("find", using="xpath", value="//a")

    assert wire.call("find", using="xpath", value="//a") == {"sessionId": "s"}

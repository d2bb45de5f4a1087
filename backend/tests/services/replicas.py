"""API processes that share a PostgreSQL and a Redis, behind a proxy that uses them in turn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

from tests.services.servers import free_port

BACKEND = Path(__file__).resolve().parents[2]
LEASH = str(BACKEND.parent / "e2e" / "harness" / "leash.sh")  # what it starts ends with us
SETTINGS = "tests.services.replica_settings"


class Replica:
    def __init__(self, stand_in: str, database: str, redis: str) -> None:
        self.port = free_port()
        self.environment = {
            **os.environ,  # noqa: TID251
            "STAND_IN": stand_in,
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
        }

    def manage(self, *command: str) -> None:
        program = [sys.executable, "manage.py", *command, f"--settings={SETTINGS}"]
        subprocess.run(program, check=True, cwd=BACKEND, env=self.environment)

    def start(self) -> None:
        command = [LEASH, sys.executable, "-m", "gunicorn", "config.wsgi", "--threads=16"]
        command += [f"--bind=127.0.0.1:{self.port}", "--log-level=error"]
        self.process = subprocess.Popen(
            command,
            cwd=BACKEND,
            env=self.environment,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        for _ in range(600):
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("The replica did not start.")

    def kill(self) -> None:
        """End it as a machine does that loses its power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Proxy(ThreadingHTTPServer):
    """Sends each request to the next replica; to another one only where none has seen it."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, replicas: list[Replica]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ports, self.turn = [each.port for each in replicas], count()
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        turn = next(self.server.turn)
        for offset in range(len(self.server.ports)):
            port = self.server.ports[(turn + offset) % len(self.server.ports)]
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                connection.connect()
            except OSError:
                continue
            try:
                connection.request(self.command, self.path, body, dict(self.headers))
                response = connection.getresponse()
                content = response.read()
            except (OSError, HTTPException):
                break
            self.reply(response.status, response.getheaders(), content)
            return
        self.reply(502, [("Retry-After", "1")], b"")

    do_POST = do_GET

    def reply(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass

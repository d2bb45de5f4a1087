"""What `make bench` measures: sign-in servers that run side by side, and their provider."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from threading import local
from typing import Any, NamedTuple

import certifi
import trustme

HERE = Path(__file__).resolve().parent
BACKEND = HERE.parent
THEIRS = BACKEND.parent / ".venv" / "bench" / "bin" / "python"
PEOPLE = 20


class Target(NamedTuple):
    name: str
    path: str
    python: str
    path_of_package: str = ""


TARGETS = [
    Target("floor", "/floor/", sys.executable, str(BACKEND)),
    Target("ours, token", "/social/token/github/", sys.executable, str(BACKEND)),
    Target("ours, JWT", "/social/jwt-pair/github/", sys.executable, str(BACKEND)),
    Target("rest-social-auth, token", "/social/token/github/", str(THEIRS)),
    Target("rest-social-auth, JWT", "/social/jwt-pair/github/", str(THEIRS)),
]


class Usage(NamedTuple):
    seconds: float
    megabytes: float


class Slice(NamedTuple):
    cpu: float  # milliseconds per sign-in
    rate: float  # sign-ins per second


class Server:
    """One target behind gunicorn, one worker with threads, and a client that keeps connections."""

    def __init__(
        self,
        target: Target,
        provider: str,
        folder: Path,
        certificates: Path,
        threads: int = 16,
        **more: str,
    ) -> None:
        """`more` are environment variables for project.py."""
        self.target, self.port, self.mine = target, free_port(), local()
        environment = {
            "PROVIDER": provider,
            "CERTIFICATES": str(certificates),
            "DATABASE": str(folder / f"{self.port}.sqlite3"),
            "PYTHONPATH": f"{HERE}:{target.path_of_package}",
            "PATH": "/usr/bin:/bin",
            **more,
        }
        options: dict[str, Any] = {"cwd": HERE, "env": environment}
        subprocess.run([target.python, "project.py"], check=True, **options)  # noqa: S603
        command = [target.python, "-m", "gunicorn", "project", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--threads", str(threads), "--keep-alive", "75", "--log-level", "error"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **options)  # noqa: S603

    def ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        if not hasattr(self.mine, "connection"):
            self.mine.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json"}
        try:
            self.mine.connection.request(method, path, json.dumps(body), headers)
            response = self.mine.connection.getresponse()
        except (
            BrokenPipeError,
            RemoteDisconnected,
        ):  # it was idle for too long, while others had their turn
            self.mine.connection.close()
            self.mine.connection.request(method, path, json.dumps(body), headers)
            response = self.mine.connection.getresponse()
        content = response.read()
        return json.loads(content) if response.status == 200 else {}

    def sign_in(self, person: str) -> bool:
        """Return True if there is a token; an overloaded server may respond with an error."""
        return "token" in self.ask("POST", self.target.path, {"code": person})

    def used(self) -> Usage:
        """Return the CPU seconds so far, and the peak memory in megabytes."""
        return Usage(**self.ask("GET", "/usage/"))

    def __enter__(self) -> Server:
        """Wait until it responds, then let everyone sign up, one after the other."""
        for _ in range(300):
            try:
                self.used()
                break
            except OSError:
                vars(self.mine).clear()
                time.sleep(0.1)
        if not all(self.sign_in(f"p{number}") for number in range(PEOPLE)):
            self.__exit__()
            raise RuntimeError(f"{self.target.name}: no one can sign in")
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def slice(self, pool: ThreadPoolExecutor, at_once: int, seconds: float) -> Slice:
        """Let so many people at a time sign in again and again for some seconds."""
        before, started = self.used(), time.perf_counter()
        until = started + seconds

        def work(number: int) -> int:
            tried = done = 0
            while time.perf_counter() < until:
                done += self.sign_in(f"p{(number * 7 + tried) % PEOPLE}")
                tried += 1
            return done

        done = max(1, sum(pool.map(work, range(at_once))))
        took = time.perf_counter() - started
        return Slice((self.used().seconds - before.seconds) / done * 1000, done / took)


@contextmanager
def provider_at(folder: Path, *, secure: bool, away: float) -> Iterator[tuple[str, Path]]:
    """Run the provider; yield its address, and the file of CAs to trust."""
    authority, port = trustme.CA(), free_port()
    certificate, certificates = folder / "provider.pem", folder / "certificates.pem"
    mine = authority.issue_cert("127.0.0.1")
    mine.private_key_and_cert_chain_pem.write_to_path(str(certificate))
    certificates.write_bytes(Path(certifi.where()).read_bytes() + authority.cert_pem.bytes())
    command = [sys.executable, str(HERE / "provider.py"), str(port)]
    command += [str(certificate)] * secure + ["--away", str(away)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout
        process.stdout.readline()
        try:
            yield f"http{'s' * secure}://127.0.0.1:{port}", certificates
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port

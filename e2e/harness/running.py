"""`manage.py demo`, started for tests on free ports with a separate database."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
LEASH = str(Path(__file__).with_name("leash.sh"))
HOST = "restsocialexample.com"
START_SECONDS = 60
STOP_SECONDS = 15

# The demo's names lead to this machine, and every other name leads nowhere.
RESOLVER_RULES = ", ".join(
    [
        f"MAP {HOST} 127.0.0.1",
        f"MAP *.{HOST} 127.0.0.1",
        "MAP *.localhost 127.0.0.1",
        "MAP * ~NOTFOUND",
        "EXCLUDE 127.0.0.1",
        "EXCLUDE localhost",
    ]
)


def free_ports(count: int) -> list[int]:
    """Return free ports, all different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class Demo:
    """A context manager: the demo runs inside it, and nothing of it outlives the block."""

    def __init__(self, **environment: str) -> None:
        self.port, self.mocks_port = (str(port) for port in free_ports(2))
        self.environment = environment
        self.scheme = "https" if environment.get("HTTPS") else "http"
        self.ready = threading.Event()
        self.lines: list[str] = []

    @property
    def origin(self) -> str:
        """Where a browser that maps the domain finds the page."""
        return f"{self.scheme}://{HOST}:{self.port}"

    @property
    def local_origin(self) -> str:
        """The same page under the name that needs no mapping."""
        return f"{self.scheme}://restsocialexample.localhost:{self.port}"

    @property
    def mocks(self) -> str:
        return f"http://providers.localhost:{self.mocks_port}"

    @property
    def log(self) -> str:
        return "".join(self.lines)

    def __enter__(self) -> Demo:
        self.folder = tempfile.TemporaryDirectory(prefix="rest-social-example-")
        self.process = subprocess.Popen(
            [LEASH, sys.executable, str(ROOT / "backend" / "manage.py"), "demo"],
            cwd=ROOT,
            env=self._environment(),
            stdin=subprocess.PIPE,  # the leash: it ends with us
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # in a separate process group, to be stopped together
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        return self

    def wait_until_ready(self) -> None:
        """Wait for the demo to say so. Raises RuntimeError with its log if it ends or hangs."""
        if not self.ready.wait(START_SECONDS) or not self._said_ready():
            self._end()
            raise RuntimeError(f"The demo did not start:\n{self.log}")

    def interrupt(self) -> int:
        """Signal the whole process group, as Ctrl-C in a terminal does. Return the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(STOP_SECONDS)
        self.reader.join(STOP_SECONDS)
        return code

    def left_behind(self) -> dict[int, str]:
        """The demo's processes that are still there: command lines that name one of its ports."""
        listing = subprocess.run(
            ["ps", "-axwwo", "pid=,command="], capture_output=True, text=True, check=True
        )
        rows = (line.strip().partition(" ") for line in listing.stdout.splitlines())
        return {
            int(pid): command
            for pid, _, command in rows
            if any(re.search(rf"[: ]{port}\b", command) for port in (self.port, self.mocks_port))
        }

    def left_behind_at_last(self) -> dict[int, str]:
        """Return them again, after giving them time to end."""
        until = time.monotonic() + STOP_SECONDS
        while self.left_behind() and time.monotonic() < until:
            time.sleep(0.25)
        return self.left_behind()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()
        self.folder.cleanup()

    def _end(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.wait()
        for pid in [self.process.pid] * (self.process.returncode is None) + [*self.left_behind()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _environment(self) -> dict[str, str]:
        return {
            # what every program needs, and nothing that this shell exports for another demo
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "PYTHONUNBUFFERED": "1",
            "ENV_FILE": ".env.example",
            "THROTTLE": "false",  # the tests are many visitors at one address
            "PORT": self.port,
            "MOCK_PROVIDERS_PORT": self.mocks_port,
            "DATABASE_URL": f"sqlite:///{self.folder.name}/demo.sqlite3",
            "DEMO_HOST": HOST,
            **self.environment,
        }

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line)
            if self._said_ready():
                self.ready.set()
        self.ready.set()  # it has ended, ready or not, so stop waiting

    def _said_ready(self) -> bool:
        return any("Ready:" in line for line in self.lines)

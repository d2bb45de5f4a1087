"""The demo as in production: gunicorn, several processes, a shared database."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Barrier
from typing import Any

import psycopg
import requests

from tests.secrets_watch import the_watch

BACKEND = Path(__file__).resolve().parents[2]
LEASH = str(BACKEND.parent / "e2e" / "harness" / "leash.sh")  # what it starts ends with us
THREADS = 40
COUNT = {
    "users": "SELECT count(*) FROM auth_user",
    "connections": "SELECT count(*) FROM social_auth_usersocialauth",
    "tokens": "SELECT count(*) FROM authtoken_token",
    "orphans": "SELECT count(*) FROM auth_user WHERE id NOT IN"
    " (SELECT user_id FROM social_auth_usersocialauth)",
}


class Served:
    """The server's address, and what its tests do there."""

    def __init__(self, url: str, environment: dict[str, str]) -> None:
        self.url = url
        self.name = ""  # what its people's names begin with
        self.log = Path()  # what the server prints, which the watch reads when it ends
        self.environment = environment
        self.database = environment["DATABASE_URL"]

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=BACKEND,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def shell(self, code: str) -> Any:
        return json.loads(self.manage("shell", "--no-imports", "-c", code).splitlines()[-1])

    def counts(self) -> dict[str, int]:
        return counts(self.database)

    def post(self, path: str, body: Any, browser: Any = requests, **headers: str) -> Any:
        return browser.post(f"{self.url}/api/{path}", json=body, headers=headers, timeout=60)


def counts(database: str) -> dict[str, int]:
    """Return how many rows there are of each kind."""
    path = database.removeprefix("sqlite:///")
    connect: Any = psycopg.connect if path == database else sqlite3.connect
    with closing(connect(path)) as rows:
        return {name: rows.execute(sql).fetchone()[0] for name, sql in COUNT.items()}


def at_once(do: Any, arguments: list[Any]) -> list[Any]:
    """Call `do` with each argument at the same moment; return the results."""
    start = Barrier(len(arguments))

    def one(argument: Any) -> Any:
        start.wait()
        return do(argument)

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(one, arguments))


def told(answers: list[Any]) -> str:
    """Return the responses as text, to show why a race was lost."""
    return "\n".join(f"{each.status_code} {each.url} {each.text}" for each in answers)


def statuses(answers: list[Any]) -> dict[int, int]:
    codes = [each.status_code for each in answers]
    return {code: codes.count(code) for code in sorted({*codes})}


def environment(database: str, provider: str, port: int = 0) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],  # noqa: TID251
        "PYTHONPATH": str(BACKEND),
        "ENV_FILE": ".env.example",
        "THROTTLE": "false",
        "PORT": str(port),
        "THREADS": str(THREADS),
        "DATABASE_URL": database,
        "MOCK_PROVIDERS_URL": provider,
    }


@contextmanager
def served(database: str, provider: str, *, workers: int, **more: str) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = Served(f"http://127.0.0.1:{port}", {**environment(database, provider, port), **more})
    options = [f"--workers={workers}", f"--threads={THREADS}", f"--bind=127.0.0.1:{port}"]
    command = [LEASH, sys.executable, "-m", "gunicorn", "config.wsgi", "--log-level=warning"]
    with NamedTemporaryFile("w+") as log:
        app.log = Path(log.name)
        process = subprocess.Popen(
            [*command, *options],
            cwd=BACKEND,
            env=app.environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            for _ in range(300):
                with suppress(requests.ConnectionError):
                    requests.get(f"{app.url}/api/me/", timeout=30)
                    break
                time.sleep(0.1)
            yield app
        finally:
            process.terminate()
            process.wait(20)
            said = app.log.read_text()
            print(said, file=sys.stderr)
            the_watch().write(said)

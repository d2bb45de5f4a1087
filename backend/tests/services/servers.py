"""A separate PostgreSQL and Redis, in their own folder, on loopback; never the system's."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

PACKAGES = {"initdb": "postgresql", "redis-server": "redis-server"}
# PostgreSQL refuses to be run by root.
NOBODY: Any = {"user": "nobody", "group": "nogroup", "extra_groups": []}
UNPRIVILEGED: Any = {} if os.getuid() else NOBODY


def program(name: str) -> str:
    """Return the program's path. Raises LookupError with what to install."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([*map(str, places), os.defpath, "/usr/local/bin", "/opt/homebrew/bin"])
    found = shutil.which(name, path=path)
    if found is None:
        raise LookupError(f"{name} is missing: apt-get install {PACKAGES.get(name, 'postgresql')}")
    return found


def free_port() -> int:
    """Return a port that no outgoing connection uses, so that it stays free for a restart."""
    for port in random.sample(range(20_000, 32_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("Of a hundred ports none is free.")


def run(*command: str, check: bool = True) -> None:
    subprocess.run(command, check=check, stdout=subprocess.DEVNULL, **UNPRIVILEGED)


@contextmanager
def stores() -> Iterator[tuple[Postgres, Redis]]:
    """Run both on free ports; nothing of them outlives the block."""
    with tempfile.TemporaryDirectory(prefix="services-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        postgres, redis = Postgres(folder), Redis(folder)
        with ExitStack() as ends:
            postgres.make()
            for each in (postgres, redis):
                each.start()
                ends.callback(each.stop)
            yield postgres, redis


class Postgres:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "postgres", free_port()

    @property
    def url(self) -> str:
        return f"postgres://social@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        where = ["--pgdata", str(self.folder)]
        run(program("initdb"), *where, "--username=social", "--auth=trust", "--no-sync")

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off"
        log = str(self.folder / "log")
        run(program("pg_ctl"), "start", "-w", "-D", str(self.folder), "-o", options, "-l", log)

    def stop(self) -> None:
        run(program("pg_ctl"), "stop", "-m", "immediate", "-D", str(self.folder), check=False)


class Redis:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        options = ["--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        command = [program("redis-server"), "--port", str(self.port), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **UNPRIVILEGED)
        for _ in range(400):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.05)
        raise RuntimeError("Redis did not start.")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

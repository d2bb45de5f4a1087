"""A PostgreSQL and a Redis of our own, in a folder of theirs, on loopback; never the system's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

PACKAGES = {"initdb": "postgresql", "redis-server": "redis-server"}


def program(name: str) -> str:
    """Return the program's path. Raises LookupError with what to install."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([*map(str, places), os.defpath, "/usr/local/bin", "/opt/homebrew/bin"])
    found = shutil.which(name, path=path)
    if found is None:
        raise LookupError(f"{name} is missing: apt-get install {PACKAGES.get(name, 'postgresql')}")
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def run(*command: str, check: bool = True) -> None:
    # PostgreSQL refuses to be run by root.
    who: dict[str, Any] = {}
    if os.getuid() == 0:
        who = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    subprocess.run(command, check=check, stdout=subprocess.DEVNULL, **who)


class Postgres:
    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder / "postgres", port

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
    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        options += ["--daemonize", "yes", "--pidfile", str(self.folder / "redis.pid")]
        run(program("redis-server"), "--port", str(self.port), *options)
        for _ in range(100):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.05)

    def stop(self) -> None:
        pid = int((self.folder / "redis.pid").read_text())
        os.kill(pid, 9)

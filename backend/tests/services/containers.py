"""Containers without Docker: Linux's namespaces, and the images' programs from Debian's packages.

A container has its own network, mounts and processes, a read-only root with nothing in it but
programs, the user and the capabilities that the file gives it, and its command as process 1.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

PROGRAMS = ["/usr", "/bin", "/sbin", "/lib", "/lib64"]
FACTS = ["passwd", "group", "nsswitch.conf", "ld.so.cache"]  # of /etc
START_SECONDS = 180


class Image(NamedTuple):
    """What an image brings, besides Debian's programs."""

    command: list[str]
    environment: dict[str, str]
    user: str = ""
    folder: str = "/"
    mounts: dict[str, Path] = {}  # noqa: RUF012
    more: list[str] = []  # noqa: RUF012  # arguments for what it was built with
    prepare: Callable[[Container], None] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    healthcheck: list[str] = []  # noqa: RUF012


class Container:
    def __init__(self, name: str, service: dict[str, Any], image: Image, folder: Path) -> None:
        """`folder` is for its root and its log; its `mounts` begin with the image's."""
        self.name, self.service, self.image = name, service, image
        self.root, self.log = folder / name / "root", folder / name / "log"
        self.root.mkdir(parents=True)
        self.mounts = dict(image.mounts)
        user: str = service.get("user") or image.user
        self.user, _, self.group = user.partition(":")

    def start(self, command: list[str] | None = None) -> None:
        if not command:
            command = (self.service.get("command") or self.image.command) + self.image.more
        script = "\n".join(map(shlex.join, [*self._mounts(), ["exec", *self._inside(command)]]))
        plugged = Path("/run/netns", self.name).exists()
        network = ["nsenter", f"--net=/run/netns/{self.name}"] if plugged else ["unshare", "--net"]
        own = ["--mount", "--ipc", "--uts", "--pid", "--fork", "--kill-child"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*network, "unshare", *own, "sh", "-euc", script],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _mounts(self) -> Iterable[list[str]]:
        yield ["mount", "-t", "tmpfs", "-o", "mode=755", "root", str(self.root)]
        for path in ["/dev", "/proc", "/etc", "/run", "/var"]:
            yield ["mkdir", f"{self.root}{path}"]
        yield ["ln", "-s", "/run", f"{self.root}/var/run"]
        yield ["mount", "--rbind", "/dev", f"{self.root}/dev"]
        yield ["mount", "-t", "proc", "proc", f"{self.root}/proc"]
        for name, value in self.service.get("sysctls", {}).items():
            file = f"{self.root}/proc/sys/{name.replace('.', '/')}"
            yield ["sh", "-c", f"echo {value} > {file}"]
        yield ["cp", *(f"/etc/{name}" for name in FACTS), f"{self.root}/etc"]
        for each in ["/dev/shm:size=64m", *self.service.get("tmpfs", [])]:  # noqa: S108
            target, _, options = each.partition(":")
            yield ["mkdir", "-p", f"{self.root}{target}"]
            options = f"mode=1777,{options}".rstrip(",")
            yield ["mount", "-t", "tmpfs", "-o", options, "tmpfs", f"{self.root}{target}"]
        for target, source in {**{path: Path(path) for path in PROGRAMS}, **self.mounts}.items():
            where = f"{self.root}{target}"
            if source.is_dir():
                yield ["mkdir", "-p", where]
            else:
                yield ["install", "-D", "/dev/null", where]
            yield ["mount", "--bind", str(source), where]
            if target not in self.writable():
                yield ["mount", "-o", "remount,bind,ro", where]
        if self.service.get("read_only"):
            yield ["mount", "-o", "remount,ro", str(self.root)]

    def writable(self) -> set[str]:
        return {each.partition(":")[2] for each in self.service.get("volumes", [])}

    def _inside(self, command: list[str], chroot: bool = True) -> list[str]:
        """The command to run inside: as its user, with its capabilities and environment."""
        assert self.service["cap_drop"] == ["ALL"]
        kept = "".join(f",+{name.lower()}" for name in self.service.get("cap_add", []))
        environment = {"HOME": "/", **self.image.environment, **self.service.get("environment", {})}
        return [
            *(["chroot", str(self.root)] if chroot else []),
            *["setpriv", f"--reuid={self.user}", f"--regid={self.group or self.user}"],
            *["--clear-groups", "--no-new-privs", f"--bounding-set=-all{kept}"],
            *["env", "-i", f"--chdir={self.image.folder}"],
            *(f"{name}={value}" for name, value in environment.items()),
            *command,
        ]

    @property
    def first(self) -> int:
        """The process that is number 1 in there, by its number out here."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0])

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Do what `docker compose exec` does."""
        own = [f"--target={self.first}", "--net", "--mount", "--ipc", "--uts", "--pid", "--root"]
        inside = self._inside(command, chroot=False)
        return subprocess.run(["nsenter", *own, *inside], capture_output=True, text=True)

    @property
    def healthcheck(self) -> list[str]:
        """Return the command of its health check, if it has one."""
        own: list[str] = self.service.get("healthcheck", {}).get("test", [])
        of_image = self.image.healthcheck if self.service.get("restart") != "no" else []
        return own or (["CMD", *of_image] if of_image else [])

    def wait(self, condition: str) -> None:
        """Wait until the container is as a `depends_on` requires. Raises RuntimeError."""
        if condition == "service_completed_successfully":
            if self.process.wait(START_SECONDS):
                raise RuntimeError(f"{self.name} failed:\n{self.log.read_text()}")
            return
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            if self.is_healthy():
                return
            time.sleep(0.5)
        raise RuntimeError(f"{self.name} is not healthy:\n{self.log.read_text()}")

    def is_healthy(self) -> bool:
        kind, *command = self.healthcheck
        assert kind == "CMD"
        try:
            return self.run(command).returncode == 0
        except (FileNotFoundError, IndexError):  # there is no process 1 yet
            return False

    def stop(self) -> int | None:
        """Do what `docker compose stop` does; return how it ended, None if it had to be killed."""
        if self.process.poll() is not None:
            return self.process.returncode
        name = self.service.get("stop_signal")
        os.kill(self.first, signal.Signals[name] if name else self.image.stop_signal)
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def kill(self) -> None:
        """End it as a machine does that loses its power."""
        with suppress(FileNotFoundError, IndexError):  # it is over, or has not begun
            os.kill(self.first, signal.SIGKILL)  # and Linux all others in there
        self.process.wait()

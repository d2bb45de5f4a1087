"""A separate Compose project for the tests, run by the Compose that $COMPOSE names."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COMPOSE = os.environ.get("COMPOSE", "docker compose")  # noqa: TID251


class Project:
    def __init__(self, folder: Path, *files: str, **given: str) -> None:
        """`folder` is for what commands write, `given` what .env would have."""
        self.folder = folder
        self.environment = {
            **os.environ,  # noqa: TID251
            "COMPOSE": COMPOSE,
            "COMPOSE_FILE": os.pathsep.join(files),
            "COMPOSE_PROJECT_NAME": "rest-social-tests",
            "COMPOSE_ENV_FILES": os.devnull,
            **given,
        }

    def run(self, *command: str, given: str = "") -> str:
        """Return what it prints. Raises AssertionError with its complaint."""
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, input=given, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def compose(self, *command: str, given: str = "") -> str:
        return self.run(*shlex.split(COMPOSE), *command, given=given)

    def shell(self, script: str) -> None:
        """Run commands of the documentation, in a folder that keeps the files they write."""
        # Whichever Compose is tested; `command`, for "docker compose" would call this function.
        function = f'docker() {{ shift; command {COMPOSE} "$@"; }}\n'
        files = ":".join(str(ROOT / each) for each in self.environment["COMPOSE_FILE"].split(":"))
        done = subprocess.run(
            ["bash", "-euc", function + script],
            cwd=self.folder,
            env=self.environment | {"COMPOSE_FILE": files},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--quiet", service).split()

    @contextmanager
    def up(self) -> Iterator[None]:
        self.down()
        self.compose("build")
        try:
            self.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "120")
            yield
        finally:
            self.down()

    def down(self) -> None:
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "1")

"""The demo in Docker: `make test-engine`."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator

import pytest

from harness.running import ROOT

COMPOSE = shlex.split(os.environ.get("COMPOSE", "docker compose"))
DEMO = [*COMPOSE, "--file", "docker-compose.demo.yml", "--project-name", "rest-social-tests-demo"]

if "ENGINE" not in os.environ:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    """The address of the demo, which this starts with no variable set."""
    environment = {name: os.environ[name] for name in os.environ if name not in ("PORT", "DEBUG")}

    def compose(*command: str) -> None:
        subprocess.run([*DEMO, *command], cwd=ROOT, env=environment, check=True)

    compose("build")
    try:
        compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "60")
        yield "http://restsocialexample.localhost:8000"
    finally:
        compose("down", "--volumes", "--timeout", "5")

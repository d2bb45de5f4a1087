"""A new Django project and a mock provider, made and started as the app's README says."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from harness.running import LEASH, ROOT, free_ports

README = (ROOT / "backend" / "rest_social_auth" / "README.md").read_text()
BLOCKS = dict(re.findall(r"^```python (\w+\.py)\n(.*?)^```", README, re.M | re.S))
PYTHON = sys.executable
START_SECONDS = 120
# What every program needs, and nothing that names the settings of these tests.
ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


class NewProject:
    """The API at `port`, for pages at `pages`; at the mock provider, one may sign in as Ada."""

    def __init__(self, folder: Path, pages: int) -> None:
        self.port, self.mocks_port, *ports = free_ports(2 + pages)
        self.unused_ports = ports
        self.pages = [f"http://localhost:{port}" for port in ports]
        self.folder = folder

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def here(self, text: str) -> str:
        """Return a text of a README with the ports of this project."""
        pages = ", ".join(f'"{page}"' for page in self.pages)
        text = text.replace('PAGES = ["http://localhost:5173"]', f"PAGES = [{pages}]")
        text = text.replace("providers.localhost:9400", f"providers.localhost:{self.mocks_port}")
        text = text.replace("http://localhost:8000", f"http://localhost:{self.port}")
        return text.replace("http://127.0.0.1:8000", self.url)

    def make(self) -> None:
        self._django("-m", "django", "startproject", "mine", ".")
        shutil.copytree(
            ROOT / "backend" / "rest_social_auth",
            self.folder / "rest_social_auth",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        for name in ("settings.py", "urls.py"):
            file = self.folder / "mine" / name
            file.write_text(file.read_text() + self.here(BLOCKS[name]))
        self._django("manage.py", "migrate", "--verbosity", "0")
        self._django("manage.py", "check", "--database", "default", "--fail-level", "WARNING")

    def _django(self, *command: str) -> None:
        subprocess.run([PYTHON, *command], cwd=self.folder, env=ENVIRONMENT, check=True)

    @contextmanager
    def serving(self) -> Iterator[None]:
        serve = [PYTHON, "manage.py", "runserver", "--noreload", str(self.port)]
        mocks = [PYTHON, "-m", "mock_providers", "--port", str(self.mocks_port)]
        for page in self.pages:
            mocks += ["--redirect-uri", f"{page}/popup/callback.html"]
        with ExitStack() as stack:
            stack.enter_context(running(serve, self.folder, f"{self.url}/api/me"))
            stack.enter_context(
                running(mocks, ROOT / "e2e", f"http://127.0.0.1:{self.mocks_port}/")
            )
            yield


@contextmanager
def new_project(pages: int = 1) -> Iterator[NewProject]:
    with tempfile.TemporaryDirectory(prefix="new-project-") as folder:
        project = NewProject(Path(folder), pages)
        project.make()
        with project.serving():
            yield project


@contextmanager
def running(
    command: Sequence[str],
    folder: Path,
    address: str,
    environment: Mapping[str, str] = ENVIRONMENT,
) -> Iterator[None]:
    """Run a server until the block ends. Raises RuntimeError with its log if it never responds."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [LEASH, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            if not answers(process, address):
                log.seek(0)
                raise RuntimeError(f"{command} does not respond:\n{log.read()}")
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def answers(process: subprocess.Popen[bytes], address: str) -> bool:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urlopen(address, timeout=START_SECONDS):  # noqa: S310 (our own)
                return True
        except (URLError, OSError):
            time.sleep(0.2)
    return False

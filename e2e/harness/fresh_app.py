"""A new page of a framework, made as the guides of the popup's README say, and its servers.

The programs that start a project, and what they would install, are in the node_modules of js/apps
or js/angular; what a guide says to install is left out, and the ports are this test's. The rest is
the guide's own text.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from harness import new_project
from harness.new_project import NewProject, running
from harness.running import ROOT

APPS, ANGULAR = ROOT / "e2e" / "js" / "apps", ROOT / "e2e" / "js" / "angular"
POPUP = ROOT / "frontend" / "popup"
BLOCK = re.compile(r"^```\w+ ([\w./+-]+)\n(.*?)^```$", re.M | re.S)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
POST = dict(BLOCK.findall((POPUP / "README.md").read_text()))["post.ts"]
INSTALLED = [
    (r"npm create --yes vite@latest (\w+) --", r"create-vite \1"),
    (r"npx --yes create-next-app@latest (.*)", r"create-next-app \1 --skip-install --disable-git"),
    (r"npx --yes @angular/cli@latest (.*)", r"ng \1 --skip-install"),
    (r"npx --yes (sv create .*) --install npm", r"\1 --no-install"),
    (r"(?m)( && |^)npm install.*", ""),
]


class FreshApp:
    def __init__(self, folder: Path, project: NewProject) -> None:
        self.folder = folder
        self.project = project
        self.port = project.unused_ports.pop()

    @property
    def environment(self) -> dict[str, str]:
        programs = [str(self.folder.parents[1] / "node_modules" / ".bin")]
        programs += [str(Path(sys.executable).parent), new_project.ENVIRONMENT["PATH"]]
        return {
            **new_project.ENVIRONMENT,
            "PATH": os.pathsep.join(programs),
            "EXAMPLE": str(ROOT),
            "CI": "1",  # so that nothing asks
            "NEXT_TELEMETRY_DISABLED": "1",
            "NG_CLI_ANALYTICS": "false",
        }

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def make(self, guide: str, *, variant: str = "") -> None:
        """Do what the guide says; a variant `x` takes `App.x.tsx` in place of `App.tsx`."""
        [commands, *_] = COMMANDS.findall(guide)
        for said, done in INSTALLED:
            commands = re.sub(said, done, commands)
        self.run(commands, self.folder.parent)
        files: dict[str, str] = dict(BLOCK.findall(guide))
        for name, text in files.items():
            chosen = files.get(re.sub(r"(\.\w+)$", rf".{variant}\1", name), text)
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(self.project.here(chosen))
        for name in re.findall(r"Add \[`(.+?)`\]", guide):
            (self.folder / name).write_text(POST)

    def run(self, command: str, folder: Path | None = None) -> None:
        """Run a command of the guide. Raises AssertionError with what it said if it fails."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=folder or self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"

    def serving(self, command: str) -> AbstractContextManager[None]:
        """Serve the page by a command of the guide, at this app's port."""
        return running(
            ["bash", "-c", f"exec {command}"], self.folder, f"{self.origin}/", self.environment
        )


@contextmanager
def fresh_app(project: NewProject, modules: Path = APPS) -> Iterator[FreshApp]:
    """Yield an app that is not made yet, in a folder from which node_modules is found."""
    with tempfile.TemporaryDirectory(prefix="fresh-", dir=modules) as folder:
        yield FreshApp(Path(folder) / "web", project)


def guide(name: str, section: str = "") -> str:
    """Return the text of a guide, or of one of its sections."""
    text = (POPUP / "guides" / f"{name}.md").read_text()
    if section:
        text = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return text

"""The package that pip builds contains what is needed, and no tests; the tree stays clean."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

FOLDER = Path(__file__).parents[1]


def files(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    before = files(FOLDER)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=FOLDER, check=True, capture_output=True)
    assert files(FOLDER) == before, "the build left something in the tree"
    return next(tmp_path.glob("*.whl"))


def test_wheel_has_all_but_the_tests(wheel: Path) -> None:
    kinds = {".py", ".json", ".pem", ".css", ".js", ".typed"}
    sources = {name for name in files(FOLDER) if Path(name).suffix in kinds or name == "py.typed"}
    expected = {f"mock_providers/{name}" for name in sources if not name.startswith("tests/")}
    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == expected


def test_the_wheel_runs_once_installed(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    ZipFile(wheel).extractall(site)
    code = """
import mock_providers
from mock_providers.running import running
from urllib.request import urlopen

with running() as mock:
    print(urlopen(f"{mock}/_ready").read().decode(), mock_providers.__file__)
"""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["ready", str(site / "mock_providers" / "__init__.py")]

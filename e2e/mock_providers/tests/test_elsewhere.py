"""The mock in other people's projects: installed from git, with xdist and live_server.

Some seconds each: EXHAUSTIVE=1 make test runs them, as GitHub's workflow does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1]
ROOT = FOLDER.parents[1]

pytestmark = pytest.mark.skipif(
    os.environ.get("EXHAUSTIVE", "0") == "0", reason="slow: with EXHAUSTIVE=1"
)

PROJECT = """
from django.conf import settings
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("callback/<name>", lambda request, name: HttpResponse(request.GET["code"]))]
settings.configure(ROOT_URLCONF="project", SECRET_KEY="x", STATIC_URL="static/", DATABASES={
    "default": {"ENGINE": "django.db.backends.sqlite3", "TEST": {"NAME": "test.sqlite3"}}})
"""
CONFTEST = """
import pytest
import project


@pytest.fixture(scope="session")
def mock_providers_redirect_uris(live_server):
    return (f"{live_server.url}/callback/{{provider}}",)
"""
TESTS = """
import os
import pytest
import requests


@pytest.mark.parametrize("number", range(6))
def test_live_server_gets_a_code(live_server, mock_providers, number):
    assert mock_providers.timeline() == []
    url = f"https://github.com/login/oauth/authorize?client_id=mock-github&redirect_uri="
    callback = mock_providers.allow(f"{url}{live_server.url}/callback/github")
    assert len(requests.get(callback, timeout=5).text) == 32
    print("worker", os.environ["PYTEST_XDIST_WORKER"], mock_providers)
"""


def run(*command: str, cwd: Path, **environment: str) -> str:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        command, cwd=cwd, env=known | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_each_worker_of_xdist_has_its_own_mock(tmp_path: Path) -> None:
    for name, text in {"project": PROJECT, "conftest": CONFTEST, "test_live": TESTS}.items():
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    plugins = ["-p", "mock_providers.pytest_plugin", "-p", "no:cacheprovider"]
    options = ["-n", "2", "-rP", "--rootdir", str(tmp_path), "-o", "pythonpath=."]
    told = run(
        *(sys.executable, "-m", "pytest", *plugins, *options),
        cwd=tmp_path,
        PYTHONPATH=f"{FOLDER.parent}:{tmp_path}",
    )
    mocks = {line for line in told.splitlines() if line.startswith("worker ")}
    assert {line.split()[1] for line in mocks} == {"gw0", "gw1"}
    assert len(mocks) == 2, "one mock for each worker"


def test_pip_installs_from_a_git_address(tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", str(tmp_path / "venv"), cwd=tmp_path)
    python = str(tmp_path / "venv" / "bin" / "python")
    address = f"git+file://{ROOT}#subdirectory=e2e/mock_providers"
    run(python, "-m", "pip", "install", "-q", address, cwd=tmp_path)
    told = run(str(tmp_path / "venv" / "bin" / "mock-providers"), "--help", cwd=tmp_path)
    assert told.startswith("usage: mock-providers")
    assert not list(FOLDER.glob("*.egg-info"))
    assert not (FOLDER / "build").exists()

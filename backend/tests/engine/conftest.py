"""docker-compose.yml on a real engine: `make test-engine`, in CI's own job."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest
import trustme

from tests.engine.project import Project

HERE = Path(__file__).parent

if "ENGINE" not in os.environ:  # noqa: TID251
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the stand-in of GitHub: its program and its certificate."""
    folder = tmp_path_factory.mktemp("given")
    for each in (folder, *list(folder.parents)[:2]):
        each.chmod(0o755)  # the containers' users look in
    shutil.copy(HERE / "github.py", folder)
    authority = trustme.CA()
    server = authority.issue_cert("github.com", "api.github.com")
    server.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    trusted = Path(certifi.where()).read_bytes() + authority.cert_pem.bytes()
    (folder / "trusted.pem").write_bytes(trusted)
    return folder


@pytest.fixture(scope="session")
def production(given: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = Project(
        tmp_path_factory.mktemp("written"),
        "docker-compose.yml",
        "backend/tests/engine/github.yml",
        GIVEN=str(given),
        SECRET_KEY="of the tests, and of no use elsewhere: 0123456789abcdef",
        POSTGRES_PASSWORD="a@b/c:d#e%f$g'h",
        THROTTLE="false",
    )
    with project.up():
        yield project

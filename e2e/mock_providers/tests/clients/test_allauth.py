"""Django with allauth, in a separate process that only its environment leads to the mock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from mock_providers.running import MockProviders, running

PROJECT = Path(__file__).parents[1] / "projects" / "allauth_project.py"
APP = "http://testserver/accounts"
CALLBACKS = [f"{APP}/{name}/login/callback/" for name in ("github", "google", "twitter")]
COMPANY = f"{APP}/oidc/company/login/callback/"


@pytest.fixture(scope="module")
def mock() -> Iterator[MockProviders]:
    with running(*CALLBACKS, COMPANY) as mock:
        yield mock


class Project:
    def __init__(self, mock: MockProviders, folder: Path) -> None:
        self.mock = mock
        self.process = subprocess.Popen(
            [sys.executable, str(PROJECT), mock.issuer("oidc")],
            env={"PATH": os.environ["PATH"], **mock.proxy_environment(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, path: str, **more: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps({"path": path, **more}), file=self.process.stdin, flush=True)
        return dict(json.loads(self.process.stdout.readline()))

    def sign_in(self, login: str, **more: str) -> dict[str, Any]:
        """Begin as a new visitor, consent, come back; return what the project then says."""
        began = self.ask(f"/accounts/{login}/login/", method="POST", new_visitor=True)
        callback = urlsplit(self.mock.allow(began["location"], **more))
        return self.ask(f"{callback.path}?{callback.query}")


@pytest.fixture(scope="module")
def project(mock: MockProviders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = Project(mock, tmp_path_factory.mktemp("allauth"))
    yield project
    assert project.process.stdin
    project.process.stdin.close()
    assert project.process.wait(10) == 0


@pytest.mark.parametrize(
    ("login", "person"),
    [("github", "ada"), ("google", "zoe"), ("twitter", "sam"), ("oidc/company", "new")],
)
def test_signs_in(project: Project, login: str, person: str) -> None:
    told = project.sign_in(login, mock_person=person)
    assert (told["status"], told["location"]) == (302, "/")
    assert told["user"]


@pytest.mark.parametrize(
    ("login", "fault"),
    [
        ("github", "token:wrong_client"),
        ("google", "token:503"),
        ("oidc/company", "id_token:audience"),
        ("oidc/company", "id_token:expired"),
    ],
)
def test_rejects_faults(project: Project, login: str, fault: str) -> None:
    told = project.sign_in(login, mock_person="new", mock_fault=fault)
    assert (told["user"], told["location"]) == ("", "")


def test_accepts_a_bad_signature_over_a_connection_that_it_trusts(project: Project) -> None:
    """OpenID Connect Core §3.1.3.7 allows it; a fault of the signature shows nothing here."""
    assert project.sign_in("oidc/company", mock_person="new", mock_fault="id_token:signature")[
        "user"
    ]

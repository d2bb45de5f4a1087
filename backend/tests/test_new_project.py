"""A new Django project that follows the app's README, and nothing else, signs somebody in."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BACKEND = Path(__file__).resolve().parents[1]
README = (BACKEND / "rest_social_auth" / "README.md").read_text()
BLOCKS = dict(re.findall(r"^```python (\w+\.py)\n(.*?)^```", README, re.M | re.S))
# Added for this test, in which no browser opens the page and the mock provider is elsewhere.
ELSEWHERE = """
REST_SOCIAL_REDIRECT_URIS = ["http://testserver/popup/callback-github.html"]
REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = REST_SOCIAL_REDIRECT_URIS[0]
REST_SOCIAL_MOCK_URL = "{mocks}"
ALLOWED_HOSTS = ["testserver", "localhost"]
"""
SIGN_IN = """
import json, requests
from urllib.parse import parse_qsl, urlsplit
from rest_framework.test import APIClient

def sign_in(person):
    client = APIClient(enforce_csrf_checks=True)
    begun = client.post("/api/login/social/begin/github").json()
    answer = requests.get(
        begun["authorization_url"], {"mock_person": person}, allow_redirects=False, timeout=10
    )
    callback = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    headers = {"X-CSRFToken": client.get("/api/me").json()["csrf_token"]}
    path = "/api/login/social/session/github"
    answer = client.post(path, callback, format="json", headers=headers)
    return answer.status_code, answer.json(), client.get("/api/me").json()["user"]
"""
MEMBERS = """
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

class Members(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("Members need an e-mail address.")
        member = self.model(email=email, **fields)
        member.save()
        return member

class Member(AbstractBaseUser):
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=99)
    is_active = models.BooleanField(default=True)
    objects = Members()
    USERNAME_FIELD = "email"
"""

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs Python in the project's folder and returns what it prints."""

    def run(*command: str) -> str:
        environment = {"PYTHONPATH": str(BACKEND), "PATH": str(Path(sys.executable).parent)}
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture
def project(run: Run, tmp_path: Path) -> Path:
    """Create the project as the README says; return the folder of its settings."""
    run("-m", "django", "startproject", "mine", ".")
    project = tmp_path / "mine"
    append(project / "settings.py", BLOCKS["settings.py"])
    append(project / "urls.py", BLOCKS["urls.py"])
    return project


@pytest.fixture
def project_here(project: Path, mock_process) -> Path:
    append(project / "settings.py", ELSEWHERE.format(mocks=mock_process.url))
    return project


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text() + text)


def sign_in(run: Run, person: str) -> tuple[int, dict[str, object], object]:
    code = f"{SIGN_IN}\nprint(json.dumps(sign_in({person!r})))"
    status, body, me = json.loads(run("manage.py", "shell", "--verbosity", "0", "--command", code))
    return status, body, me


def test_a_new_project_with_the_settings_and_urls_of_the_readme_signs_in(run, project_here):
    run("manage.py", "migrate", "--verbosity", "0")
    run("manage.py", "check", "--fail-level", "WARNING", "--database", "default")

    status, user, me = sign_in(run, "ada")

    assert (status, me) == (200, user)
    assert user == {
        "id": 1,
        "username": "ada",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.com",
    }


def test_the_address_may_be_the_username(run, project_here, tmp_path):
    (tmp_path / "members" / "migrations").mkdir(parents=True)
    (tmp_path / "members" / "models.py").write_text(MEMBERS)
    (tmp_path / "members" / "migrations" / "__init__.py").touch()
    own = "INSTALLED_APPS += ['members']\nAUTH_USER_MODEL = 'members.Member'\n"
    ask = "SOCIAL_AUTH_REQUIRED_DETAILS"
    append(project_here / "settings.py", own + BLOCKS["users.py"])
    (project_here / "urls.py").write_text(
        (project_here / "urls.py").read_text().replace("path('admin", "# ")
    )
    apps = (project_here / "settings.py").read_text().replace("'django.contrib.admin',", "")
    (project_here / "settings.py").write_text(apps)
    run("manage.py", "makemigrations", "--verbosity", "0")
    run("manage.py", "migrate", "--verbosity", "0")

    status, user, me = sign_in(run, "ada")
    assert (status, me) == (200, user)
    assert user == {"id": 1, "first_name": "Ada", "email": "ada@example.com"}
    status, asked, me = sign_in(run, "sam")
    assert (status, asked["code"], asked["wanted"], me) == (
        403,
        "login_incomplete",
        ["email"],
        None,
    )
    append(project_here / "settings.py", f"del {ask}\n")
    status, refused, me = sign_in(run, "sam")
    assert (status, refused["code"], me) == (502, "missing_claim", None)


def test_a_project_tests_itself_with_the_conftest_of_the_readme(run, project, tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\nDJANGO_SETTINGS_MODULE = mine.settings\n")
    plugin = (
        "import sys\nsys.path.append({!r})\npytest_plugins = ['mock_providers.pytest_plugin']\n"
    )
    installed = plugin.format(str(BACKEND.parent / "e2e"))  # as `pip install` does
    (tmp_path / "conftest.py").write_text(installed + BLOCKS["conftest.py"])
    for number in (1, 2):  # one for each worker
        (tmp_path / f"test_sign_in_{number}.py").write_text(BLOCKS["test_sign_in.py"])

    said = run("-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider")

    assert "2 passed" in said

"""A project can leave out the files that the app's README says it can."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

APP = Path(__file__).resolve().parents[1] / "rest_social_auth"
PROJECT = """
import django
from django.conf import settings
from django.urls import include, path

settings.configure(
    SECRET_KEY="x" * 50,
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["testserver"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
        "rest_framework", "social_django", "rest_social_auth", "drf_spectacular",
    ],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    AUTHENTICATION_BACKENDS=["social_core.backends.github.GithubOAuth2"],
    SOCIAL_AUTH_GITHUB_KEY="key", SOCIAL_AUTH_GITHUB_SECRET="secret",
)
django.setup()
urlpatterns = [path("", include("rest_social_auth.urls_session"))]
from django.core.management import call_command
from django.test import Client
import rest_social_auth
call_command("check")
print(rest_social_auth.__file__, Client().post("/social/session/github/").status_code)
"""


def left_out() -> list[str]:
    """Return the patterns of the rows that have a reason to leave them out, in the README."""
    rows = re.findall(r"^\| (`.+`) \| .* \| (.*) \|$", (APP / "README.md").read_text(), re.M)
    return [
        name for names, reason in rows if reason for name in re.findall(r"`(.+?(?:\.py|/))`", names)
    ]


def test_a_project_runs_without_the_files_that_it_may_leave_out(tmp_path):
    copy = tmp_path / "rest_social_auth"
    shutil.copytree(APP, copy)
    for pattern in left_out():
        for file in copy.glob(pattern):
            if file.is_dir():
                shutil.rmtree(file)
            elif file.name != "urls_session.py":
                file.unlink()
    (tmp_path / "project.py").write_text(PROJECT)

    done = subprocess.run(
        [sys.executable, "project.py"], cwd=tmp_path, capture_output=True, text=True
    )

    assert {"schema/", "begin_views.py", "connections.py", "refresh.py"} <= {*left_out()}
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"{copy / '__init__.py'} 400"


def test_the_readme_lists_every_file_and_folder_of_the_app():
    listed = re.findall(r"^\| (`[^|]+`) \|", (APP / "README.md").read_text(), re.M)
    patterns = [name for names in listed for name in re.findall(r"`([^`]+)`", names)]
    named = {
        file.name
        for pattern in patterns
        if "*" in pattern or pattern[-1] in "y/"
        for file in APP.glob(pattern.rstrip("/"))
    }
    shown = {file.name for file in APP.iterdir() if not file.name.startswith("__")}

    assert shown - named == {"README.md", "LICENSE", "apps.py", "conf.py", "py.typed"}

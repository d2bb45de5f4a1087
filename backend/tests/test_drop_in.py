"""A stranger's project runs unmodified, and so do unusual installations."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from social_core.backends import utils
from social_core.backends.oauth import OAuthAuth

HERE = Path(__file__).resolve().parent
BACKEND = HERE.parent


def run(
    *command: str, mocks: str, path: Path = HERE, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    variables = {
        "PATH": str(Path(sys.executable).parent),
        "PYTHONPATH": f"{path}:{BACKEND}",
        "MOCKS": mocks,
        **(environment or {}),
    }
    return subprocess.run(
        [sys.executable, *command], cwd=HERE, env=variables, capture_output=True, text=True
    )


def test_a_project_written_for_the_package_runs_on_this_one(mock_process):
    done = run(
        "-m",
        "pytest",
        "stranger/promises.py",
        "--ds=stranger.settings",
        "-q",
        "--noconftest",
        "-p",
        "no:cacheprovider",
        mocks=mock_process.url,
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


WITHOUT = """
import sys
missing, *includes = sys.argv[1:]
sys.modules[missing] = None
import django
from django.conf import settings
settings.configure(
    SECRET_KEY="x" * 50,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework",
                    "rest_framework.authtoken", "social_django", "rest_social_auth"],
)
django.setup()
from importlib import import_module
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from rest_social_auth.endpoint.origins import trusted
request = RequestFactory(headers={"Origin": "https://app.example"}).get("/")
assert not trusted(request, "https://app.example")
for include in includes:
    try:
        import_module(f"rest_social_auth.{include}")
    except ImproperlyConfigured as error:
        print(error)
"""
INCLUDES = [
    f"urls_{name}" for name in ("session", "token", "begin", "connections", "me", "sign_out")
]
OF_SIMPLEJWT = [f"urls_{name}" for name in ("jwt", "jwt_pair", "jwt_sliding", "jwt_cookie")]


@pytest.mark.parametrize(
    ("module", "package", "includes"),
    [
        ("knox", "django-rest-knox", ["urls_knox"]),
        ("rest_framework_simplejwt", "djangorestframework-simplejwt", OF_SIMPLEJWT),
        ("corsheaders", "", []),
        ("drf_spectacular", "", []),
    ],
)
def test_without_a_package_the_rest_works_and_its_includes_say_what_to_install(
    module, package, includes
):
    done = run("-c", WITHOUT, module, *INCLUDES, *includes, mocks="")

    assert done.returncode == 0, done.stderr
    said = [f"rest_social_auth.{include} needs: pip install {package}" for include in includes]
    assert done.stdout.splitlines() == said


NOT_INSTALLED = """
import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
settings.configure(
    SECRET_KEY="x" * 50,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "social_django"],
)
django.setup()
try:
    import rest_social_auth.urls_session
except ImproperlyConfigured as error:
    print(error)
"""


def test_the_app_says_so_if_it_is_not_installed():
    done = run("-c", NOT_INSTALLED, mocks="")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Add rest_social_auth to INSTALLED_APPS: ")


def every_backend() -> list[str]:
    """Return the path of every OAuth class of social-core, one for each name."""
    import importlib
    import pkgutil

    import social_core.backends

    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(social_core.backends.__path__):
        try:
            loaded = importlib.import_module(f"social_core.backends.{module.name}")
        except ImportError:
            continue  # requires another package
        for name, value in vars(loaded).items():
            own = isinstance(value, type) and value.__module__ == loaded.__name__
            if own and issubclass(value, OAuthAuth) and value.name:
                found[value.name] = f"{loaded.__name__}.{name}"
    return sorted(found.values())


@pytest.fixture
def all_backends(settings):
    settings.AUTHENTICATION_BACKENDS = [*every_backend(), *settings.AUTHENTICATION_BACKENDS]
    utils.BACKENDSCACHE.clear()
    yield settings.AUTHENTICATION_BACKENDS
    utils.BACKENDSCACHE.clear()


def test_every_backend_of_social_core_can_be_named(visitor, all_backends):
    assert len(all_backends) > 180

    assert visitor.sign_in("token").status_code == 200
    names = {each["name"] for each in visitor.get("/api/login/social/providers/").json()}
    assert names == set(settings.REST_SOCIAL_FEATURED_PROVIDERS)

"""K: what the server reveals about itself, and with what it refuses to start."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import redis
import yaml
from django.conf import settings as live
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.management import call_command
from django.urls import get_resolver
from social_django.models import Nonce

from rest_social_auth.checks.mounted import patterns
from tests.security.support import complete, nothing_happens, post, refused

ROOT = Path(__file__).resolve().parents[3]
GOOD_KEY = "".join(chr(97 + n % 26) for n in range(60))


def started(command, **environment):
    """Start the demo's process without any file of the developer's; return how it ended."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT / "backend",
        env={"PATH": "/usr/bin:/bin", "ENV_FILE": "/nowhere", "PYTHONPATH": ".", **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("debug", [True, False])
def test_K01_a_bug_reveals_no_traceback_and_no_secret(visitor, settings, monkeypatch, debug):
    settings.DEBUG = debug
    visitor.raise_request_exception = False

    def bug(request):
        secret = "canary-in-a-variable"
        raise RuntimeError(secret[:0])

    monkeypatch.setattr("rest_social_auth.me.get_token", bug)
    response = visitor.get("/api/me/")

    refused(response, 500, "internal_error")
    assert response.json()["request_id"] == response["X-Request-ID"]
    assert b"canary" not in response.content


@pytest.mark.parametrize("accept", ["*/*", "text/html", "application/json"])
@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (SessionInterrupted, 403, "session_context_missing"),
        (redis.exceptions.ConnectionError, 503, "storage_unavailable"),
        (RuntimeError, 500, "internal_error"),
    ],
)
def test_K01_a_failing_middleware_reveals_no_page(
    visitor, settings, monkeypatch, debug, accept, failure, status, code
):
    settings.DEBUG = debug
    visitor.raise_request_exception = False
    canary = "canary-in-a-variable"

    def fail(*args):
        raise failure(canary)

    monkeypatch.setattr(
        "django.contrib.sessions.middleware.SessionMiddleware.process_request", fail
    )
    response = visitor.get("/api/me/", headers={"Accept": accept})

    refused(response, status, code)
    assert canary.encode() not in response.content


def test_K01_mock_providers_are_refused_in_production():
    done = started(
        ["-c", "import config.wsgi"], SECRET_KEY=GOOD_KEY, MOCK_PROVIDERS_URL="http://x:1"
    )

    assert done.returncode != 0
    assert "mock providers are for development" in done.stderr


@pytest.mark.parametrize("path", ["/api/schema/", "/api/me/", "/api/login/social/providers/", "/"])
def test_K02_no_secret_is_in_a_public_file(visitor, path):
    response = visitor.get(path)
    content = b"".join(response) if response.streaming else response.content

    assert b"mock-secret" not in content
    assert live.SECRET_KEY.encode() not in content


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 60, "only-for-development-" * 3, "only-to-build"]
)
def test_K03_the_server_does_not_start_without_a_strong_key(key):
    done = started(["-c", "import config.wsgi"], SECRET_KEY=key)

    assert done.returncode != 0
    assert "Set SECRET_KEY" in done.stderr


@pytest.mark.parametrize(
    ("line", "id"),
    [
        ("SOCIAL_AUTH_VERIFY_SSL = False", "E012"),
        ("SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'", "E002"),
        ("", ""),
    ],
)
def test_K03_the_server_starts_only_if_its_settings_pass_the_checks(tmp_path, line, id):
    (tmp_path / "own_settings.py").write_text(f"from config.settings import *\n{line}\n")

    done = started(
        ["-c", "import config.wsgi"],
        SECRET_KEY=GOOD_KEY,
        DJANGO_SETTINGS_MODULE="own_settings",
        PYTHONPATH=f".:{tmp_path}",
    )

    assert (done.returncode == 0) is (not line), done.stderr
    assert f"rest_social_auth.{id}" in done.stderr or not line


def test_K03_production_settings_pass_every_check():
    done = started(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        SECRET_KEY=GOOD_KEY,
        REDIS_URL="redis://redis:6379/0",
        SOCIAL_AUTH_GITHUB_KEY="a",
        SOCIAL_AUTH_GITHUB_SECRET="b",
        PROXIES="1",
    )

    assert done.returncode == 0, done.stderr


def test_K04_the_openapi_document_contains_no_secret_and_no_internal_url(client):
    text = client.get("/api/schema/").content.decode()

    assert not re.search(r"client_secret|mock-secret|127\.0\.0\.1|/admin", text)


def test_K05_there_is_no_admin(client):
    assert "django.contrib.admin" not in live.INSTALLED_APPS
    assert client.get("/admin/").status_code == 404


@pytest.mark.parametrize("path", ["/api/me/", "/api/login/social/token/github/"])
def test_K06_the_api_responds_with_json_to_browsers_too(client, path, db):
    response = client.get(path, headers={"Accept": "text/html"})

    assert response.status_code in {405, 406}
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/../backend/config/settings.py",
        "/..%2f.env",
        "/%2e%2e/%2e%2e/.env",
        "/popup/..%2f..%2f.env",
        "/static/..%2f..%2fbackend/config/settings.py",
        "/popup\\..\\..\\.env",
        "/.git/config",
        "/.env",
        "//etc/passwd",
        "/static//etc/passwd",
        "/popup/popup.js.map",
        "/%00",
    ],
)
def test_K07_files_outside_the_frontend_folder_are_not_served(client, path):
    response = client.generic("GET", path)

    assert response.status_code in {400, 404}


@pytest.mark.parametrize("path", ["/popup/callback-github.html", "/popup/callback.html"])
def test_K08_the_callback_page_can_only_load_its_own_script(client, path):
    policy = client.get(path)["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "connect-src" not in policy
    assert "img-src data:;" in policy  # its empty icon


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_K11_every_package_is_pinned_by_version_and_hash(lock):
    pinned = re.findall(
        r"^[a-z0-9._-]+(?:\[.*?\])?==.*?(?=^\S|\Z)", (ROOT / lock).read_text(), re.M | re.S
    )

    assert len(pinned) > 20
    assert all("--hash=sha256:" in each for each in pinned)
    assert "--require-hashes" in (ROOT / "Makefile").read_text()


def test_K12_workflows_have_no_permissions_and_pin_their_actions():
    for file in (ROOT / ".github/workflows").glob("*.yml"):
        text = file.read_text()
        assert yaml.safe_load(text)["permissions"] in ({}, {"contents": "read"}), file
        for action in re.findall(r"uses: ([^\s#]+)", text):
            assert re.search(r"@[0-9a-f]{40}$", action), action


def test_K13_containers_run_unprivileged_and_read_only():
    user = re.findall(r"^USER (.*)", (ROOT / "Dockerfile").read_text(), re.M)[-1]
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]

    assert user not in {"root", "0"}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name


def test_I17_the_proxy_allows_ten_seconds_for_the_head_and_the_body():
    """gunicorn would give a slow one a thread for as long as it likes."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    proxy = (ROOT / "backend" / "config" / "Caddyfile").read_text()
    limits = re.search(r"servers \{.*?timeouts \{(.*?)\}", proxy, re.S)

    assert limits
    assert limits[1].split() == ["read_header", "10s", "read_body", "10s"]
    assert "ports" not in compose["services"]["api"], "nobody comes past the proxy"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_K14_the_health_endpoint_reveals_only_a_status(client, path, db):
    response = client.get(path)

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("path", ["/health", "/status", "/metrics", "/debug", "/version"])
def test_K14_no_other_url_reveals_the_health_of_the_server(client, path, db):
    assert client.get(path).status_code == 404
    assert client.get(f"/api{path}").status_code == 404


def test_K16_a_bug_is_logged_without_the_request_data(visitor, monkeypatch, caplog):
    visitor.raise_request_exception = False
    callback = visitor.come_back("github")

    def bug(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("rest_social_auth.views.BaseSocialAuthView.get_object", bug)
    refused(complete(visitor, callback), 500, "internal_error")

    assert "Unhandled" in caplog.text
    assert callback["code"] not in caplog.text
    assert callback["state"] not in caplog.text


@pytest.mark.django_db
def test_K17_expired_rows_can_be_cleared(visitor):
    visitor.begin("github")
    Nonce.objects.update(timestamp=0)
    assert Nonce.objects.exists()

    call_command("clearsocial")
    call_command("clearsessions")
    call_command("flushexpiredtokens")

    assert not Nonce.objects.exists()


def test_K19_a_rotated_secret_fails_with_a_clear_error(visitor, settings):
    callback = visitor.come_back("github")
    settings.SOCIAL_AUTH_GITHUB_SECRET = "renewed"

    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback), 502, "provider_rejected_client")


def test_K20_sign_in_goes_through_the_api_only():
    modules = {each.callback.__module__ for each in patterns(get_resolver())}

    assert "social_django.views" not in modules


def test_K20_the_urls_of_social_django_are_not_served(visitor):
    for path in ["/login/github/", "/complete/github/", "/disconnect/github/"]:
        assert visitor.get(path).status_code == 404
    assert post(visitor, "begin/github/", {}).status_code == 200

"""K08: the headers of every response, from views, WhiteNoise, middleware and Django itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client

from demo.headers import EVERYWHERE, NOTHING, ONE_SCRIPT
from tests.demo_settings import https_settings

LOGIN = "/api/login/social/token/github/"
BEGIN = "/api/login/social/begin/github/"
CALLBACK = "/popup/callback-github.html"
JSON = "application/json"
EVIL_HOST = (("HTTP_HOST", "evil.example"),)
YEAR = str(365 * 24 * 3600)


class Case(NamedTuple):
    status: int
    method: str
    path: str
    body: str = ""
    content_type: str = "application/x-www-form-urlencoded"
    more: tuple[tuple[str, str], ...] = ()


CASES = [
    *[Case(200, "GET", path) for path in ("/", "/demo/main.js", "/styles/icon.svg")],
    *[Case(200, "GET", path) for path in (CALLBACK, "/popup/callback.html", "/healthz", "/readyz")],
    *[Case(200, "GET", path) for path in ("/api/me/", "/api/docs/", "/api/schema/")],
    Case(200, "GET", "/api/login/social/providers/"),
    Case(200, "GET", "/documents/README.md"),
    Case(200, "HEAD", "/"),
    Case(200, "POST", BEGIN, "{}", JSON),
    Case(204, "POST", "/api/logout/", "{}", JSON),
    Case(206, "GET", "/demo/main.js", more=(("HTTP_RANGE", "bytes=0-9"),)),
    Case(302, "GET", "/index.html"),
    Case(303, "POST", "/popup/callback-apple-id.html", "code=x&state=y"),
    Case(304, "GET", "/demo/main.js", more=(("HTTP_IF_MODIFIED_SINCE", "@now"),)),
    *[
        Case(400, "GET", path, more=(("HTTP_HOST", "evil.example"),))
        for path in (CALLBACK, "/api/me/")
    ],
    Case(400, "POST", LOGIN, "{", JSON),
    Case(400, "POST", "/popup/callback-apple-id.html", "x" * 70_000),
    Case(401, "GET", "/api/social/connections/"),
    Case(403, "POST", "/api/login/social/session/github/", "{}", JSON),
    *[Case(404, "GET", path) for path in ("/nothing", "/favicon.ico", "/static/nothing.css")],
    *[Case(404, "GET", path) for path in ("/api/nothing/", "/popup/nothing.html", "/.env")],
    *[Case(405, "POST", path) for path in ("/", "/api/me/")],
    *[Case(405, "DELETE", path) for path in (CALLBACK, LOGIN)],
    Case(406, "GET", "/api/me/", more=(("HTTP_ACCEPT", "text/html"),)),
    Case(413, "POST", LOGIN, "x" * 70_000, JSON),
    Case(415, "POST", LOGIN, "x", "text/plain"),
]


@pytest.fixture(params=["development", "production"])
def anybody(request, settings, db) -> Client:
    settings.DEBUG = request.param == "development"
    if request.param == "production":
        for name, value in https_settings().items():
            setattr(settings, name, value)
    settings.REST_SOCIAL_REDIRECT_URIS = None
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def ask(anybody: Client, case: Case) -> Any:
    more: dict[str, Any] = {**dict(case.more), "secure": True}
    if more.get("HTTP_IF_MODIFIED_SINCE"):
        more["HTTP_IF_MODIFIED_SINCE"] = anybody.get(case.path, secure=True)["Last-Modified"]
    response = anybody.generic(case.method, case.path, case.body, case.content_type, **more)
    assert response.status_code == case.status
    return response


def check(response: Any, path: str) -> None:
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    policy = response["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action"):
        assert part in policy
    if path.startswith("/popup/callback"):
        assert policy == ONE_SCRIPT
        assert "no-store" in response["Cache-Control"]
    elif path == "/api/docs/":
        assert "script-src 'self'" in policy.split("; ")
    elif path.startswith("/api/"):
        assert policy == NOTHING
        assert "no-store" in response["Cache-Control"]
        assert {"origin", "cookie"} <= {*response["Vary"].lower().split(", ")}
    else:
        assert "unsafe" not in policy
    assert "Server" not in response.headers
    assert "X-Powered-By" not in response.headers


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.status} {case.method} {case.path}")
def test_K08_every_response_has_its_security_headers(anybody, case):
    check(ask(anybody, case), case.path)


def test_K08_a_throttled_response_has_its_security_headers(anybody, limits):
    limits(social_begin="1/min")
    ask(anybody, Case(200, "POST", BEGIN, "{}", JSON))

    check(ask(anybody, Case(429, "POST", BEGIN, "{}", JSON)), BEGIN)


@pytest.mark.parametrize("path", ["/api/me/", CALLBACK])
def test_K08_the_response_to_a_bug_has_its_security_headers(anybody, monkeypatch, settings, path):
    def bug(request):
        raise RuntimeError

    monkeypatch.setattr("rest_social_auth.me.get_token", bug)
    settings.FRONTEND_DIR = Path("/nowhere")

    check(ask(anybody, Case(500, "GET", path)), path)


def test_K08_a_failing_provider_changes_no_header(anybody, settings):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    settings.REST_SOCIAL_MOCK_API_URL = "http://127.0.0.1:1"

    check(ask(anybody, Case(503, "POST", LOGIN, '{"code": "x"}', JSON)), LOGIN)


@pytest.mark.parametrize("anybody", ["production"], indirect=True)
@pytest.mark.parametrize("path", ["/", CALLBACK, "/api/me/"])
def test_K08_production_uses_https_only(anybody, path):
    insecure = anybody.get(path, {"code": "canary"})

    assert insecure.status_code == 301
    assert insecure["Location"].startswith("https://testserver/")
    check(insecure, path)
    secure = anybody.get(path, secure=True)
    assert secure["Strict-Transport-Security"] == f"max-age={YEAR}; includeSubDomains"

"""Calls to providers are calls of `requests`: mocks catch them, settings and environment apply."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import time
from unittest import mock

import pytest
import requests
import requests_mock
import responses
import trustme
import vcr
from django.test import Client

from tests.performance.faults import drip, misbehaving

TOKEN = "https://github.com/login/oauth/access_token"
PROFILE = "https://api.github.com/user"
ANSWERS = {
    TOKEN: {"access_token": "gho_x", "token_type": "bearer"},
    PROFILE: {"id": 7, "login": "ada"},
    f"{PROFILE}/emails": [{"email": "ada@example.com", "primary": True, "verified": True}],
}


@pytest.fixture
def sign_in(db, settings):
    """Sign in with a code, at the real GitHub's URL; return the response."""
    settings.REST_SOCIAL_MOCK_URL = None
    settings.DEBUG = False

    def sign_in():
        body = {"provider": "github", "code": "code-of-the-test"}
        return Client().post("/api/login/social/token/", json.dumps(body), "application/json")

    return sign_in


def assert_signed_in(response):
    assert response.status_code == 200, response.content
    assert list(response.json()) == ["token"]


def answer_of(url):
    response = requests.Response()
    response.status_code, response.url = 200, url
    response._content = json.dumps(ANSWERS[url]).encode()
    return response


@responses.activate
def test_responses_catches_each_call(sign_in):
    for url, body in ANSWERS.items():
        responses.add(responses.POST if url == TOKEN else responses.GET, url, json=body)

    assert_signed_in(sign_in())
    assert [call.request.url for call in responses.calls] == list(ANSWERS)
    assert "code=code-of-the-test" in responses.calls[0].request.body


@responses.activate
def test_what_responses_does_not_know_reaches_no_network(sign_in):
    assert sign_in().json()["code"] == "connection_failed"


@responses.activate
def test_a_redirect_is_refused_in_a_test_too(sign_in):
    responses.add(responses.POST, TOKEN, status=302, headers={"Location": PROFILE})

    assert sign_in().json()["code"] == "http_error"
    assert len(responses.calls) == 1


def test_requests_mock_catches_each_call(sign_in):
    with requests_mock.Mocker() as mocker:
        for url, body in ANSWERS.items():
            mocker.request("POST" if url == TOKEN else "GET", url, json=body)

        assert_signed_in(sign_in())
        assert [each.url for each in mocker.request_history] == list(ANSWERS)


def test_vcrpy_plays_a_cassette_and_reaches_no_network(sign_in, tmp_path):
    interactions = [
        {
            "request": {
                "method": "POST" if url == TOKEN else "GET",
                "uri": url,
                "body": None,
                "headers": {},
            },
            "response": {
                "status": {"code": 200, "message": "OK"},
                "headers": {"Content-Type": ["application/json"]},
                "body": {"string": json.dumps(body)},
            },
        }
        for url, body in ANSWERS.items()
    ]
    path = tmp_path / "github.json"
    path.write_text(json.dumps({"version": 1, "interactions": interactions}))

    with vcr.use_cassette(str(path), serializer="json", record_mode="none") as cassette:
        assert_signed_in(sign_in())

    assert cassette.all_played
    assert sign_in_elsewhere(), "and afterwards, calls are real ones again"


def sign_in_elsewhere():
    """Return True if a call to a closed port fails as a real one does."""
    from social_core.backends import base

    with pytest.raises(requests.ConnectionError):
        base.requests.request("GET", "http://127.0.0.1:1/", timeout=1)
    return True


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("requests.request", lambda method, url, **options: url),
        ("requests.Session.request", lambda self, method, url, **options: url),
        ("requests.Session.send", lambda self, request, **options: request.url),
        ("requests.adapters.HTTPAdapter.send", lambda self, request, **options: request.url),
        ("social_core.backends.base.requests.request", lambda method, url, **options: url),
    ],
)
def test_a_patch_catches_each_call(sign_in, name, url):
    called = []

    def patched(*args, **options):
        called.append(url(*args, **options))
        return answer_of(called[-1])

    with mock.patch(name, patched):
        assert_signed_in(sign_in())

    assert called == list(ANSWERS)


@responses.activate
def test_social_cores_settings_hold(sign_in, settings):
    settings.SOCIAL_AUTH_USER_AGENT = "the house/1.0"
    settings.SOCIAL_AUTH_REQUESTS_TIMEOUT = 4
    settings.SOCIAL_AUTH_GITHUB_VERIFY_SSL = "/etc/ssl/house.pem"
    settings.SOCIAL_AUTH_PROXIES = {"https": "http://proxy.house:3128"}
    for url, body in ANSWERS.items():
        responses.add(responses.POST if url == TOKEN else responses.GET, url, json=body)

    assert_signed_in(sign_in())

    for call in responses.calls:
        assert call.request.headers["User-Agent"] == "the house/1.0"
        assert call.request.req_kwargs["timeout"] == 4
        assert call.request.req_kwargs["verify"] == "/etc/ssl/house.pem"
        assert call.request.req_kwargs["proxies"]["https"] == "http://proxy.house:3128"


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOCIAL_AUTH_REQUESTS_TIMEOUT", 0.5),
        ("SOCIAL_AUTH_REQUESTS_TIMEOUT", (0.2, 0.3)),
        ("SOCIAL_AUTH_GITHUB_REQUESTS_TIMEOUT", 0.5),
        ("SOCIAL_AUTH_URLOPEN_TIMEOUT", 0.5),
    ],
)
def test_a_projects_timeout_is_the_time_of_the_whole_call(sign_in, settings, name, value):
    setattr(settings, name, value)
    with misbehaving(lambda sock: drip(sock, HEAD, b"X: y\r\n")) as address:
        settings.SOCIAL_AUTH_PROXIES = {"https": f"http://{address}"}
        started = time.monotonic()
        response = sign_in()

    assert response.json()["code"] == "timeout"
    assert time.monotonic() - started < 3


# Each in a process of its own, for which the environment is what it is from the start.
CALL = """
import django
django.setup()
from django.conf import settings
settings.DEBUG, settings.REST_SOCIAL_MOCK_URL = False, None
settings.REST_SOCIAL_TRUSTED_PROVIDER_HOSTS = ["localhost"]
from social_core.backends.github import GithubOAuth2
from social_django.strategy import DjangoStrategy
from social_django.models import DjangoStorage
from rest_social_auth.views import load_strategy
from django.test import RequestFactory
if {classic}:
    request = RequestFactory().get("/")
    request.session = {{}}
    backend = GithubOAuth2(DjangoStrategy(DjangoStorage, request))
else:
    backend = load_strategy().get_backend("github")
print(backend.request({url!r}).text)
"""
CLASSIC = pytest.mark.parametrize("classic", [False, True], ids=["ours", "social_django's"])


def call(url, classic, mocks, **environment):
    environment |= {"MOCKS": mocks, "DJANGO_SETTINGS_MODULE": "stranger.house.settings"}
    environment |= {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
    code = CALL.format(url=url, classic=classic)
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )


@CLASSIC
@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", ""])
def test_a_ca_of_the_environment_is_trusted(settings, tmp_path, classic, name):
    authority, tls = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def serve(sock):
        with tls.wrap_socket(sock, server_side=True) as secure:
            secure.recv(65536)
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

    with misbehaving(serve) as address:
        port = address.rpartition(":")[2]
        environment = {name: str(tmp_path / "ca.pem")} if name else {}
        done = call(
            f"https://localhost:{port}/", classic, settings.REST_SOCIAL_MOCK_URL, **environment
        )

    if name:
        assert done.stdout == "hello\n", done.stderr
    else:
        assert "tls_error" in done.stderr or "SSLError" in done.stderr


@CLASSIC
@pytest.mark.parametrize("without", ["", "provider.example"])
def test_a_proxy_of_the_environment_is_asked(settings, classic, without):
    asked = []

    def serve(sock):
        asked.append(sock.recv(65536).split(b"\r\n")[0])
        sock.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")

    with misbehaving(serve) as address:
        call(
            "https://provider.example/user",
            classic,
            settings.REST_SOCIAL_MOCK_URL,
            HTTPS_PROXY=f"http://{address}",
            NO_PROXY=without,
        )

    # Python 3.13 writes 1.1 where older ones write 1.0.
    connects = [line.rpartition(b"/1.")[0] for line in asked]
    assert connects == ([] if without else [b"CONNECT provider.example:443 HTTP"])

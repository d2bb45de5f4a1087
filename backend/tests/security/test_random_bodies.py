"""Random requests to every endpoint get a clear response, and never a 500.

`make test-services` sends them to PostgreSQL as well, which refuses what SQLite accepts.

They are generated in parts, so that processes can share the work. `make test` sends each endpoint
three hundred, GitHub's workflow ten thousand: EXHAUSTIVE=1 make test ARGS="-k no_body_causes_a_500"
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import requests
import yaml
from django.contrib.auth import get_user_model
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, seed, settings
from rest_framework.test import APIClient

from rest_social_auth.checks.mounted import patterns
from tests.exhaustive import EXHAUSTIVE
from tests.security.random_requests import GOOD_CODE, Sent, methods, sent
from tests.security.support import EVERY_KIND, login

EXAMPLES = 10_000 if EXHAUSTIVE else 300
PARTS = 10
CALLBACK = "/popup/callback-apple-id.html"
ENDPOINTS = [  # method and path; a provider, or none, takes the place of the braces
    *[("POST", f"/api/login/social/{login(kind, '{}')}") for kind in [*EVERY_KIND, "begin"]],
    ("POST", "/api/social/connections/"),
    ("DELETE", "/api/social/connections/1/"),
    ("GET", "/api/login/social/providers/"),
    ("GET", "/api/me/"),
    ("POST", "/api/logout/"),
    ("POST", "/api/logout/everywhere/"),
    ("GET", "/api/sessions/"),
    ("DELETE", f"/api/sessions/{'0' * 32}/"),
    *[("POST", f"/api/login/social/jwt-cookie/{what}/") for what in ("refresh", "logout")],
    *[("POST", f"/api/token/{what}/") for what in ("refresh", "verify", "revoke")],
    ("POST", CALLBACK),
]
# Of each endpoint, beside what openapi.yaml lists: a host, an origin, a method, `Accept`, a size.
EVERYWHERE = {400, 403, 404, 405, 406, 413}
DESCRIBED = yaml.safe_load((Path(__file__).parents[2] / "openapi.yaml").read_text())["paths"]


def test_every_endpoint_is_tested():
    paths = [path.replace("{}/", name) for _, path in ENDPOINTS for name in ("", "github/")]
    reached = {get_resolver().resolve(path).func for path in paths}
    left_out = {each.name for each in patterns(get_resolver()) if each.callback not in reached}

    # These accept no input: the page of split domains, the description, and unknown URLs.
    assert left_out == {"page", "schema", "docs", None}


@pytest.mark.django_db(transaction=True)  # what PostgreSQL refuses must not spoil the next request
@pytest.mark.parametrize("part", range(PARTS))
def test_no_body_causes_a_500(visitors, part):
    client = visitors(part)

    @settings(
        max_examples=EXAMPLES // PARTS,
        phases=[Phase.generate],  # without a search for the smallest one: that takes minutes
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @seed(part)
    @given(sent)
    def check(sent: Sent):
        for method, path in ENDPOINTS:
            provider = f"{sent.provider}/" if sent.provider else ""
            address = path.replace("{}/", provider)
            response = client.generic(method, address, sent.body, sent.content_type, **sent.headers)
            told = f"{method} {address} {response.content!r}"
            assert response.status_code in known(method, path), told
            if response.status_code >= 400 and path != CALLBACK:
                assert response["Content-Type"] == "application/problem+json", told
                assert response.json()["code"] not in {"", "internal_error"}, told

    check()


@pytest.mark.django_db(transaction=True)
def test_no_method_causes_a_500(visitors):
    client = visitors(1)

    @settings(
        max_examples=EXAMPLES // PARTS,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @seed(0)
    @given(methods, sent)
    def check(method: str, sent: Sent):
        for _, path in ENDPOINTS:
            address = path.replace("{}/", f"{sent.provider}/" if sent.provider else "")
            response = client.generic(method, address, sent.body, sent.content_type, **sent.headers)
            told = f"{method} {address} {response.content!r}"
            # 502 if OAuth 1 begins here, as the provider refuses to give a request token.
            assert response.status_code < 500 or response.status_code == 502, told

    check()


def known(method: str, path: str) -> set[int]:
    """Return the statuses that are described; those of knox, which the demo lacks, are the same."""
    if path == CALLBACK:
        return {303} | EVERYWHERE
    path = path.replace("{}/", "").replace("knox", "token").replace("1", "{id}")
    path = path.replace("0" * 32, "{id}")
    return {*map(int, DESCRIBED[path][method.lower()]["responses"])} | EVERYWHERE


@pytest.fixture
def visitors(mocks, db, monkeypatch, settings):
    """Return a function that gives each part its client: some signed in, some without state.

    The provider is as near as can be, takes one code, and refuses all the others.
    """

    def request(method, url, *, data=None, **options):
        response = requests.Response()
        code = data.get("code") if isinstance(data, dict) else None
        good = code == GOOD_CODE or url.startswith("https://api.github.com/user")
        response.status_code, response.url = 200 if good else 401, url
        response._content = json.dumps({"access_token": "x", "id": 1, "login": "a"}).encode()
        return response

    def visitor(part: int) -> APIClient:
        client = APIClient(raise_request_exception=False)
        settings.REST_SOCIAL_REQUIRE_STATE = part % 2 == 0
        if part % 2:  # on PostgreSQL, not only in Redis
            settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
        if part % 4 > 1:
            client.force_authenticate(get_user_model().objects.create_user("somebody"))
        return client

    monkeypatch.setattr(requests, "request", request)
    logging.disable()  # hundreds of thousands of lines
    yield visitor
    logging.disable(logging.NOTSET)

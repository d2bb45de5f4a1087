"""Thousands of random bodies at every endpoint: each is answered in words, none with a 500."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

EXAMPLES = int(os.environ.get("RANDOM_BODIES", "10000"))  # noqa: TID251
LOGINS = [
    *("session", "token", "token_user", "jwt", "jwt_user", "jwt-pair", "jwt-pair-user"),
    *("jwt-sliding", "jwt-sliding-user", "begin"),
]
PATHS = [
    *[f"login/social/{kind}/" for kind in LOGINS],
    *[f"login/social/{kind}/github/" for kind in LOGINS],
    *[f"login/social/{kind}/twitter/" for kind in ("token", "session", "begin")],
    *("login/social/github/", "login/social/", "logout/", "social/connections/"),
    *("token/refresh/", "token/verify/", "token/revoke/"),
]
FIELDS = [
    *("provider", "code", "state", "redirect_uri", "iss", "code_verifier", "error", "denied"),
    *(
        "oauth_token",
        "oauth_verifier",
        "intent",
        "refresh",
        "token",
        "access_token",
        "oauth_problem",
    ),
]
NAMES = ["github", "twitter", "google-openidconnect", "facebook", "nobody"]

texts = st.one_of(st.text(max_size=30), st.sampled_from(NAMES), st.sampled_from(["\x00", "\ud800"]))
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=5,
)
objects = st.dictionaries(st.one_of(st.sampled_from(FIELDS), texts), values, max_size=6)
bodies = st.one_of(
    objects.map(json.dumps),
    values.map(json.dumps),
    st.binary(max_size=60),
    st.dictionaries(st.sampled_from(FIELDS), texts, max_size=4).map(
        lambda form: "&".join(f"{name}={value}" for name, value in form.items())
    ),
)
types = st.sampled_from(
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
KNOWN = {200, 201, 204, 400, 401, 403, 404, 405, 413, 415, 502}


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(2))
def test_no_body_makes_a_500(mocks, settings_without_calls, part):
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_X_CSRFTOKEN=client.get("/api/me/").json()["csrf_token"])

    @settings(
        max_examples=EXAMPLES // 2,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(path=st.sampled_from(PATHS[part::2]), body=bodies, content_type=types)
    def check(path, body, content_type):
        sent = body if isinstance(body, bytes) else body.encode(errors="surrogatepass")
        answer = client.generic("POST", f"/api/{path}", sent, content_type)  # type: ignore[arg-type]
        assert answer.status_code in KNOWN, (path, body, answer.content)
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"

    check()


@pytest.fixture
def settings_without_calls(monkeypatch):
    """Let providers refuse everything at once, without a network in between."""
    import requests

    def refuse(method, url, **options):
        answer = requests.Response()
        answer.status_code, answer._content, answer.url = 401, b"{}", url
        return answer

    monkeypatch.setattr("rest_social_auth.transport.call", refuse)

"""What PostgreSQL cannot store is refused clearly. SQLite can store it: see make test-services."""

from __future__ import annotations

import pytest

from tests.security.random_requests import NUL_TOKENS
from tests.security.support import refused

pytestmark = pytest.mark.django_db(transaction=True)
SESSION = 'sessionid="\\000aaaaaaaaaaaaaaaa"'


@pytest.fixture
def stored_sessions(settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"


@pytest.mark.parametrize("path", ["token/refresh/", "token/revoke/", "logout/"])
def test_I24_an_unsigned_token_with_nul_is_not_looked_up(visitor, path):
    response = visitor.post(f"/api/{path}", {"refresh": NUL_TOKENS[0]}, format="json")

    if path == "logout/":
        assert response.status_code == 204  # it has ended, whatever it was
    else:
        refused(response, 401, "token_not_valid")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "me/"),
        ("GET", "social/connections/"),
        ("POST", "logout/"),
        ("POST", "login/social/begin/github/"),
        ("POST", "login/social/session/github/"),
        ("POST", "login/social/token/github/"),
    ],
)
def test_I24_a_session_cookie_with_nul_makes_no_500(stored_sessions, visitor, method, path):
    response = visitor.generic(method, f"/api/{path}", headers={"Cookie": SESSION})

    assert response.status_code < 500, response.content


def test_I24_a_flow_cookie_with_nul_finds_no_flow(stored_sessions, visitor):
    begun = visitor.begin("github")
    for name in [name for name in visitor.cookies if "flow" in name]:
        visitor.cookies[name] = "1.\0aaaaaaaa"

    response = visitor.post(
        "/api/login/social/token/github/", {"code": "x", "state": begun["state"]}
    )

    assert response.status_code in {400, 403}, response.content

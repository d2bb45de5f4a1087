"""How often a sign-in asks the database: exact, so that no machine is too slow for it."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from social_core.pipeline import DEFAULT_AUTH_PIPELINE
from social_django.models import UserSocialAuth

from tests.conftest import Visitor
from tests.performance.provider import running

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture(scope="module")
def provider():
    with running() as provider:
        yield provider


@pytest.fixture
def sign_in(provider, settings, transactional_db, client):
    """Sign in with a code alone; return the numbers of statements and of transaction commands."""
    settings.REST_SOCIAL_MOCK_URL = provider.url

    def sign_in(kind: str = "token", person: str = "ada") -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            path = f"/api/login/social/{kind}/github/"
            answer = client.post(path, {"code": person}, content_type="application/json")
        assert answer.status_code == 200, answer.content
        sql = [each["sql"] for each in queries]
        commands = [each for each in sql if each.startswith(TRANSACTION)]
        sign_in.answer, sign_in.sql = answer.json(), sql
        return len(sql) - len(commands), len(commands)

    return sign_in


# kind: statements and transaction commands, at the first visit and at the next
COUNTS = {
    "token": ((4, 2), (2, 0)),
    "token_user": ((4, 2), (2, 0)),
    "jwt": ((4, 2), (3, 0)),
    "session": ((8, 6), (6, 4)),
}


@pytest.mark.parametrize("kind", COUNTS)
def test_a_sign_in_takes_so_many_statements(sign_in, kind):
    first, again = COUNTS[kind]

    assert sign_in(kind) == first, sign_in.sql
    assert sign_in(kind) == again, sign_in.sql

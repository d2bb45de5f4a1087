"""The exact number of SQL statements of a sign-in, which no slow machine changes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from social_core.pipeline import DEFAULT_AUTH_PIPELINE
from social_django.models import UserSocialAuth

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture
def sql_of(provider, settings, transactional_db):
    """Sign in with a code, in a new browser; return the SQL that it takes."""
    settings.REST_SOCIAL_MOCK_URL = provider.url

    def sql_of(
        kind: str = "token", person: str = "ada", *, begin: bool = False, sessions: str = "db"
    ) -> list[str]:
        settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{sessions}"
        browser, body = Client(), {"code": person}
        UserSocialAuth.objects.update(extra_data={})  # as if the last visit was long ago
        with CaptureQueriesContext(connection) as queries:
            if begin:
                body |= {"state": browser.post("/api/login/social/begin/github/").json()["state"]}
            response = browser.post(f"/api/login/social/{kind}/github/", body)
        assert response.status_code == 200, response.content
        return [each["sql"] for each in queries]

    return sql_of


def counts(sql: list[str]) -> tuple[int, int]:
    """Return the number of statements, and that of BEGIN, COMMIT and their like."""
    commands = sum(each.startswith(TRANSACTION) for each in sql)
    return len(sql) - commands, commands


# kind: at the first visit, and at the next
COUNTS = {
    "token": ((5, 2), (2, 0)),
    "token_user": ((5, 2), (2, 0)),
    "jwt": ((5, 2), (5, 2)),  # locks the user, so that the refresh token can be revoked
    "session": ((8, 6), (6, 4)),  # four and four of these are Django's login() and its sessions
}


@pytest.mark.parametrize("kind", COUNTS)
def test_a_sign_in_takes_so_many_statements(sql_of, kind):
    first, again = sql_of(kind), sql_of(kind)

    assert (counts(first), counts(again)) == COUNTS[kind], (first, again)


def test_with_sessions_elsewhere_only_the_user_and_the_sign_in_time_are_written(sql_of):
    first, again = (sql_of("session", sessions="cache") for _ in range(2))

    assert (counts(first), counts(again)) == ((5, 2), (3, 0)), (first, again)


# Where sessions are: what a flow begun at the server takes beside the sign-in. social-core's state,
# which ends in one DELETE, takes 3 + 4; the session: is the key free, INSERT, SELECT, UPDATE.
BEGUN = {"db": (7, 8), "cache": (3, 4)}


@pytest.mark.parametrize("sessions", BEGUN)
def test_a_flow_begun_at_the_server_takes_so_many_more(sql_of, sessions):
    first, again = (counts(sql_of(begin=True, sessions=sessions)) for _ in range(2))

    more, commands = BEGUN[sessions]
    assert (first, again) == ((5 + more, 2 + commands), (2 + more, commands))


def test_a_project_that_lists_social_cores_steps_gets_them(sql_of, settings):
    settings.SOCIAL_AUTH_PIPELINE = DEFAULT_AUTH_PIPELINE

    first, again = sql_of(), sql_of()

    assert any("UPDATE" in each for each in first), "associate_user and load_extra_data write apart"
    assert counts(first) > (5, 2)
    assert counts(again) > (2, 0)

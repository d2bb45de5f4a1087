"""One line for each attempt, and never a secret: the whole run is watched (`secrets_watch.py`)."""

from __future__ import annotations

import logging
import re

import pytest

from tests.secrets_watch import Watch
from tests.security.support import accepted, complete, refused

LINE = re.compile(
    r"^\w+View provider=(?P<provider>\S+) status=\d{3} code=(?P<code>\w+) stage=(?P<stage>\S+)"
    r" ms=\d+ request=[0-9a-f]{32}$"
)


def the_line(caplog):
    """Return what the only line of this app says."""
    told = [each.getMessage() for each in caplog.records if each.name == "rest_social_auth"]
    assert len(told) == 1, told
    said = LINE.fullmatch(told[0])
    assert said, told
    return said


@pytest.mark.parametrize("provider", ["github", "twitter", "google-openidconnect"])
def test_each_attempt_is_one_line(visitor, caplog, provider):
    callback = visitor.come_back(provider)
    caplog.clear()
    caplog.set_level(logging.INFO, "rest_social_auth")

    accepted(complete(visitor, callback, provider, "token"))

    said = the_line(caplog)
    assert (said["code"], said["provider"]) == ("ok", provider)


def test_a_failure_says_why_and_where_but_not_what_was_sent(visitor, caplog):
    callback = visitor.come_back("github", fault="profile:500")
    caplog.clear()

    refused(complete(visitor, callback), 503, "unavailable")

    said = the_line(caplog)
    assert (said["code"], said["stage"]) == ("unavailable", "user_info")
    assert callback["code"] not in caplog.text


def test_the_watch_has_seen_the_secrets_of_a_sign_in(visitor, secrets_watch):
    begun = visitor.begin("github")
    callback = visitor.mocks.consent(begun["authorization_url"])
    token = accepted(complete(visitor, callback, kind="token"))["token"]

    assert {callback["code"], begun["state"], token} <= secrets_watch.secrets
    assert "mock-secret-github" in secrets_watch.secrets
    assert any(secret.startswith("gho_") for secret in secrets_watch.secrets)


def test_the_watch_sees_a_leak():
    watch = Watch()
    watch.note({"answer": [{"access_token": "gho_a_long_secret"}]})
    watch.write("2026 INFO somebody logged gho_a_long_secret\n")

    assert watch.leaked() == ["gho_a_long_secret"]

"""One log line for each attempt, and never a secret; `secrets_watch.py` checks the whole run."""

from __future__ import annotations

import logging
import re
import sys
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import parse_qs, quote

import pytest

from demo.logs import WithoutQuery
from rest_social_auth.provider.adapter import ProviderAdapter
from tests.secrets_watch import Watch
from tests.security.support import accepted, complete, refused

SESSION = "session_context_missing"
LINE = re.compile(
    r"^\w+View provider=(?P<provider>\S+) status=\d{3} code=(?P<code>\w+) stage=(?P<stage>\S+)"
    r" ms=\d+ request=[0-9a-f]{32} cause=[\w-]+$"
)


def the_line(caplog):
    """Return this app's only log line."""
    told = [each.getMessage() for each in caplog.records if each.name == "rest_social_auth"]
    assert len(told) == 1, told
    said = LINE.fullmatch(told[0])
    assert said, told
    return said


@pytest.mark.parametrize("provider", ["github", "twitter", "google-openidconnect"])
def test_each_attempt_is_logged_in_one_line(visitor, caplog, provider):
    callback = visitor.come_back(provider)
    caplog.clear()
    caplog.set_level(logging.INFO, "rest_social_auth")

    accepted(complete(visitor, callback, provider, "token"))

    said = the_line(caplog)
    assert (said["code"], said["provider"]) == ("ok", provider)


def test_a_failure_is_logged_with_its_reason_but_not_its_input(visitor, caplog):
    callback = visitor.come_back("github", fault="profile:500")
    caplog.clear()

    refused(complete(visitor, callback), 503, "unavailable")

    said = the_line(caplog)
    assert (said["code"], said["stage"]) == ("unavailable", "user_info")
    assert callback["code"] not in caplog.text


def test_the_watch_has_seen_the_secrets_of_a_sign_in(visitor, secrets_watch):
    begun = visitor.begin("google-openidconnect")
    [flow] = [each.value for name, each in visitor.cookies.items() if "social_flow_" in name]
    callback = visitor.mocks.consent(begun["authorization_url"])
    response = accepted(complete(visitor, callback, "google-openidconnect", "jwt"))

    assert {callback["code"], begun["state"], *response.values()} <= secrets_watch.secrets
    accepted(visitor.sign_in("session"))
    assert visitor.cookies["sessionid"].value in secrets_watch.secrets
    assert flow.partition(".")[2] in secrets_watch.secrets, "the key of the flow's record"
    assert visitor.cookies["csrftoken"].value in secrets_watch.secrets
    assert "mock-secret-google-openidconnect" in secrets_watch.secrets
    assert any(secret.startswith("ya29.") for secret in secrets_watch.secrets), "access token"
    assert any(secret.count(".") == 2 and len(secret) > 400 for secret in secrets_watch.secrets)


def test_the_watch_has_seen_the_secrets_of_oauth_1(visitor, secrets_watch, monkeypatch):
    heard: list[str] = []
    send = ProviderAdapter.send
    monkeypatch.setattr(ProviderAdapter, "send", lambda *a, **k: noted(heard, send(*a, **k)))

    accepted(visitor.sign_in("token", "twitter"))

    secrets = {parse_qs(text)["oauth_token_secret"][0] for text in heard[:2]}
    assert len(secrets) == 2, "the request token's and the access token's"
    assert secrets <= secrets_watch.secrets


def noted(heard, response):
    heard.append(response.text)
    return response


def test_the_watch_has_seen_what_is_posted_and_never_reaches_a_provider(visitor, secrets_watch):
    refused(complete(visitor, {"code": "never-sent-code", "state": "x"}), 403, SESSION)

    assert "never-sent-code" in secrets_watch.secrets


CANARY = "gho_a+long/secret=="


@pytest.mark.parametrize(
    "line",
    [
        f"somebody logged {CANARY}",
        f"somebody logged {quote(CANARY)}, quoted",
        f"twice={quote(quote(CANARY, safe=''))}",
        f"{{'access_token': '{CANARY}'}}",
        f"Basic {b64encode(f'id:{CANARY}'.encode()).decode()}",
        f"{urlsafe_b64encode(CANARY.encode()).decode()}",
    ],
)
def test_the_watch_sees_a_leak(line):
    watch = Watch()
    watch.note({"answer": [{"access_token": CANARY}]})
    watch.write(f"2026 INFO rest_social_auth {line} request=0 and more\n")

    assert watch.leaked() == [CANARY]


def test_the_watch_is_silent_if_nothing_leaks():
    watch = Watch()
    watch.note({"access_token": CANARY})
    watch.write(f"2026 INFO rest_social_auth {CANARY[:-3]} {CANARY[3:]} {'x' * 50}\n")

    assert watch.leaked() == []


def test_a_traceback_shows_no_query():
    """urllib3's errors, for one, name the whole address that could not be reached."""
    formatters = {handler.formatter for handler in logging.root.handlers}
    [line] = [each for each in formatters if isinstance(each, WithoutQuery)]
    try:
        raise ConnectionError(
            "GET https://graph.facebook.com/token?client_secret=canary&code=canary"
        )
    except ConnectionError:
        record = logging.makeLogRecord({"msg": "GET /x?code=canary", "exc_info": sys.exc_info()})

    written = line.format(record)

    assert "canary" not in written
    assert "https://graph.facebook.com/token?…" in written
    assert "test_a_traceback_shows_no_query" in written

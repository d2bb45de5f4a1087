"""Nothing secret in any log: what this whole run keeps secret is looked for in all that it logs.

What a browser, the API and a provider say to each other is noted on the way, and the lines are
those that the demo's own handlers write. Whoever leaks fails the run.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.test import Client

SECRET = re.compile(
    r"(code|state|code_verifier|oauth_token|oauth_verifier|oauth_token_secret|access_token|id_token"
    r"|refresh_token|client_secret|token|access|refresh|csrf_token|nonce|password)"
)
SHORTEST = 12  # shorter ones are made up by tests, and part of ordinary words


class Watch(io.StringIO):
    """All that was logged, and all that must not have been."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = {
            value
            for name, value in settings.__dict__["_wrapped"].__dict__.items()
            if re.search(r"(_SECRET|SECRET_KEY)$", name) and isinstance(value, str)
        }

    def note(self, said: Any) -> None:
        """Remember the secrets in an address, a form or JSON."""
        if isinstance(said, str | bytes):
            text = said.decode(errors="replace") if isinstance(said, bytes) else said
            said = dict(parse_qsl(urlsplit(text).query or text))
        if isinstance(said, dict):
            for name, value in said.items():
                if isinstance(value, dict | list):
                    self.note(value)
                elif SECRET.fullmatch(str(name)) and len(str(value)) >= SHORTEST:
                    self.secrets.add(str(value))
        if isinstance(said, list):
            for each in said:
                self.note(each)

    def leaked(self) -> list[str]:
        logged = self.getvalue()
        return sorted(secret for secret in self.secrets if secret in logged)


@pytest.fixture(scope="session")
def secrets_watch() -> Watch:
    return Watch()


@pytest.fixture(scope="session", autouse=True)
def nothing_secret_is_logged(secrets_watch: Watch) -> Iterator[None]:
    from rest_social_auth import transport

    watch = secrets_watch
    asked, called = Client.request, transport.send

    def request(self: Client, **environment: Any) -> Any:
        answer = asked(self, **environment)
        watch.note(environment.get("QUERY_STRING", ""))
        if answer.headers.get("Content-Type") == "application/json" and not answer.streaming:
            watch.note(answer.json())
        watch.secrets |= {
            cookie.value for cookie in answer.cookies.values() if len(cookie.value) >= SHORTEST
        }
        return answer

    def send(prepared: Any, **options: Any) -> Any:
        watch.note(prepared.url)
        watch.note(prepared.body or "")
        answer = called(prepared, **options)
        text = answer.text
        watch.note(answer.json() if text[:1] in ("{", "[") and text[-1:] in "}]" else text)
        return answer

    handlers = {
        handler
        for logger in loggers()
        for handler in logger.handlers
        if isinstance(handler, logging.StreamHandler) and type(handler) is logging.StreamHandler
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", request)
        patch.setattr(transport, "send", send)
        streams = {handler: handler.setStream(watch) for handler in handlers}
        yield
        for handler, stream in streams.items():
            handler.setStream(stream)
    assert handlers, "the demo's own handlers were listened to"
    assert not watch.leaked(), "Secrets in the log."


def loggers() -> list[logging.Logger]:
    named = logging.root.manager.loggerDict.values()
    return [logging.root, *(each for each in named if isinstance(each, logging.Logger))]

"""No secret in any log: every secret of this test run is searched for in everything it logs.

What a browser, the API and a provider say to each other is noted on the way, headers and cookies
too. Read are the lines of the demo's own handlers, and all that servers of their own have printed
(`security/served.py`). A leak fails the run, even if it is percent-encoded or base64.
"""

from __future__ import annotations

import io
import json
import logging
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import requests
from django.conf import settings
from django.test import Client
from social_core.backends.utils import load_backends

SECRET = re.compile(
    r"(code|state|code_verifier|oauth_token|oauth_verifier|oauth_token_secret|access_token|id_token"
    r"|refresh_token|client_secret|client_assertion|token|access|refresh|csrf_token|nonce|password"
    r"|denied)"
)
URL_SAFE = str.maketrans("+/", "-_")
SHORTEST = 12  # shorter ones are made up by tests, and part of ordinary words
OURS = re.compile(r"\b(request|ms)=\S+")  # in each line, new each time, and no secret


class Watch(io.StringIO):
    """All that was logged, and all that must not have been."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = {
            value
            for name, value in settings.__dict__["_wrapped"].__dict__.items()
            if re.search(r"(_SECRET|SECRET_KEY)$", name) and isinstance(value, str)
        }
        # Random bodies send them as codes and tokens, too, and every line of the log has one.
        self.public = set(load_backends(settings.AUTHENTICATION_BACKENDS))

    def note(self, said: Any) -> None:
        """Remember the secrets in an address, a form or JSON."""
        if isinstance(said, str | bytes):
            said = parsed(said.decode(errors="replace") if isinstance(said, bytes) else said)
        if isinstance(said, dict):
            for name, value in said.items():
                if isinstance(value, dict | list):
                    self.note(value)
                elif SECRET.fullmatch(str(name)):
                    self.keep(str(value))
        if isinstance(said, list):
            for each in said:
                self.note(each)

    def note_headers(self, headers: Any) -> None:
        """Remember what signs the request: a token, a password, OAuth 1's parts, a cookie."""
        kind, _, proof = str(headers.get("Authorization", "")).partition(" ")
        if kind == "OAuth":
            self.note(dict(re.findall(r'(\w+)="([^"]*)"', proof)))
        else:
            self.keep(proof)
        for cookie in str(headers.get("Cookie", "")).split("; "):
            self.keep(cookie.partition("=")[2])

    def keep(self, secret: str) -> None:
        if len(secret) >= SHORTEST and secret not in self.public:
            self.secrets.add(secret)

    def leaked(self) -> list[str]:
        """Return the secrets that are in the log, however they are encoded."""
        words = set(OURS.sub("", self.getvalue()).split())
        words |= {unquote(unquote(word)) for word in words if "%" in word}
        words |= {each for word in words for each in unpacked(word)}
        text, size = "\n".join(words), SHORTEST
        starts = {secret[:size] for secret in self.secrets}
        found = {at for at in range(len(text)) if text[at : at + size] in starts}
        return sorted(
            each for each in self.secrets if any(text.startswith(each, at) for at in found)
        )


def parsed(text: str) -> Any:
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None
    parts = urlsplit(text) if text.startswith("http") else None
    return dict(parse_qsl(f"{parts.query}&{parts.fragment}" if parts else text))


def unpacked(word: str) -> Iterator[str]:
    """Return what looks like base64 in a word, as text."""
    for each in re.findall(r"[A-Za-z0-9+/_-]{16,}", word):
        plain = each.translate(URL_SAFE)[: len(each) - (len(each) % 4 == 1)]
        yield urlsafe_b64decode(plain + "=" * (-len(plain) % 4)).decode(errors="ignore")


@cache
def the_watch() -> Watch:
    """Return this process's one."""
    return Watch()


@pytest.fixture(scope="session")
def secrets_watch() -> Watch:
    return the_watch()


@pytest.fixture(scope="session", autouse=True)
def nothing_secret_is_logged(secrets_watch: Watch) -> Iterator[None]:
    from rest_social_auth.provider.transport import ProviderSession

    watch = secrets_watch
    generic, asked = Client.generic, Client.request
    visited = requests.Session.send

    def post(self: Client, method: str, path: str, data: Any = "", *given: Any, **more: Any) -> Any:
        watch.note(data)
        return generic(self, method, path, data, *given, **more)

    def request(self: Client, **environment: Any) -> Any:
        watch.note(environment.get("QUERY_STRING", ""))
        watch.note_headers({"Authorization": environment.get("HTTP_AUTHORIZATION", "")})
        response = asked(self, **environment)
        json = response.headers.get("Content-Type") == "application/json"
        if json and not response.streaming and response.content:
            watch.note(response.json())
        for cookie in response.cookies.values():
            watch.keep(cookie.value)
            watch.keep(cookie.value.rpartition(".")[2])  # of a flow: after the time that it began
        return response

    def visit(self: requests.Session, prepared: Any, **options: Any) -> Any:
        if "/_control/" in prepared.url:
            return visited(self, prepared, **options)
        note_request(watch, prepared)
        response = visited(self, prepared, **options)
        watch.note(response.headers.get("Location", ""))
        json = response.headers.get("Content-Type") == "application/json"
        if isinstance(self, ProviderSession) or (json and not options.get("stream")):
            watch.note(response.text)
        return response

    handlers = {
        handler
        for logger in loggers()
        for handler in logger.handlers
        if isinstance(handler, logging.StreamHandler) and type(handler) is logging.StreamHandler
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "generic", post)
        patch.setattr(Client, "request", request)
        patch.setattr(requests.Session, "send", visit)
        streams = {handler: handler.setStream(watch) for handler in handlers}
        yield
        for handler, stream in streams.items():
            handler.setStream(stream)
    assert handlers, "the demo's own handlers were listened to"
    assert not watch.leaked(), "Secrets in the log."


def note_request(watch: Watch, request: requests.PreparedRequest) -> None:
    watch.note(request.url)
    watch.note(request.body or "")
    watch.note_headers(request.headers)


def loggers() -> list[logging.Logger]:
    named = logging.root.manager.loggerDict.values()
    return [logging.root, *(each for each in named if isinstance(each, logging.Logger))]

"""What every attack must end with: a refusal, and no change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from knox.models import AuthToken
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from social_django.models import Nonce, UserSocialAuth
from social_django.strategy import create_session

from tests.conftest import PAGE, Mocks, Visitor

KINDS = ["session", "token", "token_user", "jwt", "jwt_user"]
# And the others, of which the last is the demo's own view, whose address names no kind.
EVERY_KIND = [*KINDS, "jwt-pair", "jwt-pair-user", "jwt-sliding", "jwt-sliding-user"]
EVERY_KIND += ["jwt-cookie"]
EVERY_KIND += ["knox", "knox_user", "own"]
KEPT: list[Any] = [
    *(get_user_model(), UserSocialAuth, Token, AuthToken),
    *(OutstandingToken, BlacklistedToken),
]
EVIL = "https://evil.example"


def post(visitor: Visitor, path: str, body: Any, **headers: Any) -> Any:
    return visitor.post(f"/api/login/social/{path}", body, format="json", headers=headers)


def login(kind: str, provider: str) -> str:
    """Return the address below `login/social/`."""
    return f"{provider}/" if kind == "own" else f"{kind}/{provider}/"


def complete(
    visitor: Visitor, body: Any, provider: str = "github", kind: str = "session", **headers: Any
) -> Any:
    response = post(visitor, login(kind, provider), body, **headers)
    if kind in {"session", "own", "jwt-cookie"} and response.status_code == 200:
        visitor.take_csrf_token()  # signing in renews it
    return response


def refused(response: Any, status: int, code: str) -> None:
    assert (response.status_code, response.json()["code"]) == (status, code), response.content
    assert response["Content-Type"] == "application/problem+json"


def refused_everywhere(
    visitor: Visitor, body: Any, provider: str, status: int, code: str, **headers: Any
) -> None:
    """Assert that every kind of login refuses the body in the same words."""
    answers = {kind: complete(visitor, body, provider, kind, **headers) for kind in EVERY_KIND}
    said = {kind: (each.status_code, each.json().get("code")) for kind, each in answers.items()}
    assert said == dict.fromkeys(EVERY_KIND, (status, code))


def accepted(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content
    return response.json()


@contextmanager
def nothing_happens(mocks: Mocks, *, asked: bool = False, ended: bool = False) -> Iterator[None]:
    """Assert that no row of a login is written, in no session, and that no provider is called.

    Where a provider was `asked`, or a flow has `ended` otherwise, its record is gone; but nobody is
    signed in who was not before.
    """
    before, heard = kept(), len(mocks.requests())
    people, waiting = sessions(), flows()
    yield
    assert kept() == before
    assert sessions() == people
    if not asked:
        assert mocks.requests()[heard:] == []
    if not (asked or ended):
        assert flows() == waiting


def kept() -> dict[str, list[Any]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in KEPT}


def sessions() -> dict[str, str]:
    """Return which sessions somebody is signed in to, and who."""
    people = {each.pk: each.get_decoded().get(SESSION_KEY) for each in Session.objects.all()}
    return {key: user for key, user in people.items() if user}


def flows() -> list[list[Any]]:
    """Return the content of all sessions, and which states have not been used."""
    return [list(model.objects.order_by("pk").values()) for model in (Session, Nonce)]


def records(visitor: Visitor) -> list[dict[str, Any]]:
    """Return what the server keeps of the flows that this browser has cookies for."""
    cookies = [each.value for name, each in visitor.cookies.items() if "social_flow_" in name]
    found = (create_session(cookie.partition(".")[2]) for cookie in cookies if cookie)
    return [kept for kept in (dict(session.items()) for session in found) if kept]


def signed_in(visitor: Visitor) -> str | None:
    """Return who the visitor's session belongs to."""
    user = visitor.get("/api/me/").json()["user"]
    return user["username"] if user else None


def callback_of(provider: str) -> str:
    return f"{PAGE}/popup/callback-{provider}.html"


def heard(mocks: Mocks, host: str) -> list[str]:
    """Return the URLs of `host` that were requested."""
    return [each["url"] for each in mocks.requests() if f"//{host}/" in each["url"]]


def most_memory() -> float:
    """Return the most megabytes that this process has had."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024

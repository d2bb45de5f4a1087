"""Who is signed in with the mock, by its cookie: what `prompt=none` and `max_age` ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mock_providers.memory.state import State
    from mock_providers.wire import Request


class Session(NamedTuple):
    key: str = ""  # the person's
    since: int = 0  # seconds since the epoch


def session_of(state: State, request: Request) -> Session:
    """Return the session that the cookie names; one without a key if there is none."""
    key, _, since = request.cookies.get("mock_person", "").partition(".")
    if key not in state.people or not (since.isascii() and since.isdecimal()):
        return Session()
    return Session(key, int(since))

"""The current call: who makes it, and its deadline.

A socket's own timeout starts again with every byte, so a provider that sends one byte a second
would block a thread for ever. Here each step waits no longer than what is left of the call's time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any

DEADLINE = 10.0  # seconds for a whole call, unless the project sets a timeout


caller: ContextVar[Any] = ContextVar("caller", default=None)  # an `Adapted` backend
until: ContextVar[float] = ContextVar("until")  # on the monotonic clock


@contextmanager
def made_by(backend: Any) -> Iterator[None]:
    token = caller.set(backend)
    try:
        yield
    finally:
        caller.reset(token)


@contextmanager
def deadline(timeout: Any) -> Iterator[None]:
    """Limit the block to so many seconds, or the sum of two, as in a timeout of `requests`."""
    if isinstance(timeout, tuple):
        seconds = sum(DEADLINE if part is None else part for part in timeout)
    else:
        seconds = DEADLINE if timeout is None else timeout
    token = until.set(monotonic() + seconds)
    try:
        yield
    finally:
        until.reset(token)


def seconds_left() -> float:
    """Return how long the call may still take. Raises TimeoutError if its time is over."""
    left = until.get() - monotonic()
    if left <= 0:
        raise TimeoutError("The call's time is over.")
    return left

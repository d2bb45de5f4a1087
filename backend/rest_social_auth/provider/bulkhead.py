"""A bound on the calls under way to one host: a provider that hangs must not take every thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

import requests

AT_ONCE = 32  # calls under way to one host; give the server more threads than that
PATIENCE = 0.25  # seconds to wait for a place: with a thread, which others might need

places: defaultdict[str, BoundedSemaphore] = defaultdict(lambda: BoundedSemaphore(AT_ONCE))


@contextmanager
def place(host: str) -> Iterator[None]:
    """Hold one of the host's places. Raises ConnectTimeout where none becomes free in time."""
    semaphore = places[host]
    if not semaphore.acquire(timeout=PATIENCE):
        raise requests.ConnectTimeout("Too many calls to this provider are under way.")
    try:
        yield
    finally:
        semaphore.release()

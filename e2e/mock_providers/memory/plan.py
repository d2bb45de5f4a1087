"""Faults that tests have planned by HTTP, for calls that belong to no grant yet."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_providers.faults import Fault


@dataclass
class Planned:
    """A fault planned by HTTP, for the next `times` calls of that stage."""

    provider: str
    fault: Fault
    times: int


class Plan:
    """Faults planned by HTTP, oldest first; at most a thousand."""

    def __init__(self) -> None:
        self._planned: list[Planned] = []
        self._lock = threading.Lock()

    def add(self, planned: Planned) -> None:
        with self._lock:
            self._planned = [*self._planned[-999:], planned]

    def take(self, slugs: tuple[str, ...], stage: str) -> Fault | None:
        with self._lock:
            for planned in self._planned:
                if planned.fault.stage == stage and planned.provider in (*slugs, "*"):
                    planned.times -= 1
                    if planned.times <= 0:
                        self._planned.remove(planned)
                    return planned.fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._planned.clear()

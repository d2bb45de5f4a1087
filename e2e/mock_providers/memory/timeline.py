"""The timeline: every request, the verdict and the reason. It keeps the newest two thousand."""

from __future__ import annotations

import re
import threading
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_providers.catalogue.providers import Provider
    from mock_providers.memory.grants import Grant
    from mock_providers.wire import Request

SECRET = re.compile(
    r"([?&](?:code|access_token|refresh_token|client_secret|secret|oauth_token|token|key|session_key|id_token_hint)=)([^&]{0,4})[^&]*"
)


@dataclass
class Visit:
    """One request on its way through the engine, and what was found out about it."""

    request: Request
    stage: str = "unknown"
    kind: str = ""  # of the endpoint; the stage is more exact
    provider: Provider | None = None
    grant: Grant | None = None
    flow: int = 0
    checks: list[str] = field(default_factory=list)
    verdict: str = "ok"
    code: str = ""
    check: str = ""
    why: str = ""
    details: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    sharing: tuple[str, ...] = ()  # slugs of all providers with this address, if none is named
    public: bool = False  # the client sent no secret, and none is expected of it
    due: dict[str, str] = field(default_factory=dict)  # stage -> kind of fault

    def passed(self, check: str) -> None:
        self.checks.append(check)


@dataclass(frozen=True)
class Entry:
    number: int
    time: float
    flow: int
    provider: str
    person: str
    stage: str
    method: str
    url: str
    status: int
    verdict: str
    code: str
    check: str
    why: str
    fault: str
    checks: tuple[str, ...]
    details: dict[str, str]
    milliseconds: float

    @property
    def sentence(self) -> str:
        """What was found, in one sentence."""
        found = self.why or "; ".join(self.checks)
        if self.check:
            found = f"Failed check: {self.check}. {found}"
        return f"Fault {self.fault}. {found}" if self.fault else found


class Timeline:
    def __init__(self, most: int = 2000) -> None:
        self._entries: deque[Entry] = deque(maxlen=most)
        self._lock = threading.Lock()
        self._number = 0

    def add(self, visit: Visit, status: int, time: float, seconds: float) -> None:
        grant = visit.grant
        person = grant.person["key"] if grant and grant.person else ""
        _, question, query = visit.request.target.partition("?")
        with self._lock:
            self._number += 1
            self._entries.append(
                Entry(
                    number=self._number,
                    time=time,
                    flow=grant.flow if grant else visit.flow,
                    provider=visit.provider.slug if visit.provider else "",
                    person=person,
                    stage=visit.stage,
                    method=visit.request.method,
                    url=SECRET.sub(r"\1\2…", visit.request.real_url + question + query),
                    status=status,
                    verdict=visit.verdict,
                    code=visit.code,
                    check=visit.check,
                    why=visit.why,
                    fault=visit.fault,
                    checks=tuple(visit.checks),
                    details=visit.details,
                    milliseconds=round(seconds * 1000, 2),
                )
            )

    def since(self, number: int = 0) -> list[Entry]:
        with self._lock:
            return [entry for entry in self._entries if entry.number > number]

    def as_json(self, number: int = 0) -> dict[str, Any]:
        entries = self.since(number)
        last = entries[-1].number if entries else number
        return {"entries": [asdict(entry) for entry in entries], "next": last}

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

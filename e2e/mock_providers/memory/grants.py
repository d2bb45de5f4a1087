"""What a mock remembers: grants by code and token, and nonces. Bounded, and nothing on disk."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from mock_providers.catalogue.people import Person
    from mock_providers.catalogue.providers import Provider
    from mock_providers.faults import Fault

CODE_LIFE = 60.0  # seconds; RFC 6749 §4.1.2 allows ten minutes at most
TOKEN_LIFE = 3600.0

V = TypeVar("V")


@dataclass
class Grant:
    """One person's consent, from the request for it to the last use of its token."""

    flow: int
    provider: Provider
    redirect_uri: str
    born: float
    scopes: tuple[str, ...] = ()
    host: str = ""  # of the real address, where the host is the account
    nonce: str = ""
    state: str = ""
    challenge: str = ""
    challenge_method: str = ""
    person: Person | None = None
    faults: list[Fault] = field(default_factory=list)
    code: str = ""
    token: str = ""
    secret: str = ""  # OAuth 1: the access token's
    request_token: str = ""  # OAuth 1, with its secret and what the person's consent adds
    request_secret: str = ""
    verifier: str = ""
    spent: bool = False

    @property
    def scope(self) -> str:
        separator = self.provider.section("authorize").get("scopes", {}).get("separator", " ")
        return str(separator).join(self.scopes)


class Memory(Generic[V]):
    """A dictionary that forgets its oldest entries, for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, V] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, key: str, value: V) -> None:
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def get(self, key: str) -> V | None:
        return self._kept.get(key)

    def add(self, key: str, value: V) -> bool:
        """Put it unless the key is there. Returns whether it was new."""
        with self._lock:
            if key in self._kept:
                return False
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return True

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


class Grants:
    def __init__(self, most: int = 5000) -> None:
        self.codes: Memory[Grant] = Memory(most)
        self.request_tokens: Memory[Grant] = Memory(most)
        self.tokens: Memory[Grant] = Memory(most)
        self.nonces: Memory[float] = Memory(4 * most)
        self._lock = threading.Lock()

    def spend(self, grant: Grant) -> bool:
        """Use the code or verifier. Returns False the second time, also to two at once."""
        with self._lock:
            first, grant.spent = not grant.spent, True
            return first

    def clear(self) -> None:
        for memory in (self.codes, self.request_tokens, self.tokens, self.nonces):
            memory.clear()


def random_text() -> str:
    return secrets.token_urlsafe(24)

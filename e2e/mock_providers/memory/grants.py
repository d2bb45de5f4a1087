"""Grants by code and token, and nonces. Bounded, and nothing on disk."""

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
DEVICE_LIFE = 600.0

V = TypeVar("V")


@dataclass
class Grant:
    """One person's consent, from the request for it to the last use of its tokens."""

    flow: int
    provider: Provider
    redirect_uri: str
    born: float  # when it was requested; later when its code, then its token was issued
    own: bool = False  # requested at the mock's own issuer, not at the real address
    issuer: str = ""
    scopes: tuple[str, ...] = ()
    separator: str = " "  # between scopes, as this provider writes them
    host: str = ""  # of the real address, where the host is the account
    nonce: str = ""
    state: str = ""
    challenge: str = ""
    challenge_method: str = ""
    response_mode: str = "query"
    prompts: tuple[str, ...] = ()
    max_age: int | None = None
    login_hint: str = ""
    offline: bool = False  # a refresh token was requested
    pushed: str = ""  # the request_uri, if the request was pushed (RFC 9126)
    person: Person | None = None
    auth_time: int = 0
    first_consent: bool = False  # of this person to this provider's client
    faults: list[Fault] = field(default_factory=list)
    code: str = ""
    token: str = ""
    refresh_token: str = ""
    secret: str = ""  # OAuth 1: the access token's
    request_token: str = ""  # OAuth 1, with its secret and what the person's consent adds
    request_secret: str = ""
    verifier: str = ""
    user_code: str = ""  # of a device, which polls until the person has decided
    declined: bool = False
    polled: float = 0.0
    spent: bool = False
    revoked: bool = False

    @property
    def scope(self) -> str:
        return self.separator.join(self.scopes)


@dataclass
class Token:
    """An access or refresh token that was issued."""

    grant: Grant
    born: float
    scopes: tuple[str, ...] = ()
    replaced: bool = False  # a refresh token that was rotated
    ended: bool = False  # revoked alone; its grant may still be valid

    @property
    def live(self) -> bool:
        return not (self.ended or self.replaced or self.grant.revoked)


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
            self._put(key, value)

    def _put(self, key: str, value: V) -> None:
        self._kept[key] = value
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def get(self, key: str) -> V | None:
        return self._kept.get(key)

    def take(self, key: str) -> V | None:
        with self._lock:
            return self._kept.pop(key, None)

    def add(self, key: str, value: V) -> bool:
        """Put it unless the key is there. Returns whether it was new."""
        with self._lock:
            if key in self._kept:
                return False
            self._put(key, value)
            return True

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


class Grants:
    def __init__(self, most: int = 5000) -> None:
        self.codes: Memory[Grant] = Memory(most)
        self.request_tokens: Memory[Grant] = Memory(most)
        self.tokens: Memory[Token] = Memory(most)
        self.refresh_tokens: Memory[Token] = Memory(most)
        self.pushed: Memory[tuple[float, dict[str, str]]] = Memory(most)
        self.device_codes: Memory[Grant] = Memory(most)
        self.user_codes: Memory[Grant] = Memory(most)
        self.consents: Memory[float] = Memory(most)  # by provider and person
        self.nonces: Memory[float] = Memory(4 * most)
        self._lock = threading.Lock()

    def spend(self, grant: Grant) -> bool:
        """Use the code or verifier. Returns False the second time, also to two at the same time."""
        with self._lock:
            first, grant.spent = not grant.spent, True
            return first

    def clear(self) -> None:
        for memory in vars(self).values():
            if isinstance(memory, Memory):
                memory.clear()


def random_text() -> str:
    return secrets.token_urlsafe(24)

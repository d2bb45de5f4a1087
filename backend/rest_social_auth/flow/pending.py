"""The flows that began in this browser and have not ended, kept in the session."""

from __future__ import annotations

from time import time
from typing import Any, NamedTuple

from social_core.backends.base import BaseAuth
from social_core.backends.oauth import BaseOAuth1, BaseOAuth2
from social_core.utils import parse_qs as untyped_parse_qs

LIFETIME = 30 * 60  # seconds; social-core's STATE_LIFETIME
AT_ONCE = 5  # flows of one provider in one browser; the oldest goes first


def parse_qs(text: str) -> dict[str, str]:
    values: dict[str, str] = untyped_parse_qs(text)  # type: ignore[no-untyped-call]
    return values


class Flow(NamedTuple):
    redirect_uri: str
    connect: str | None  # the user (primary key) to link the account to; None signs in
    begun_at: int  # seconds since the epoch

    @classmethod
    def new(cls, redirect_uri: str, *, connect: str | None) -> Flow:
        return cls(redirect_uri, connect, int(time()))


class Pending:
    """The pending flows of one provider, each under its state or request token."""

    def __init__(self, backend: BaseAuth[Any]) -> None:
        self.backend = backend
        self.session_key = f"{backend.name}_flows"
        kept = backend.strategy.session_get(self.session_key) or {}
        oldest = time() - LIFETIME
        self.flows = {key: Flow(*flow) for key, flow in kept.items() if flow[2] > oldest}

    def __bool__(self) -> bool:
        return bool(self.flows)

    def find(self, key: object) -> Flow | None:
        return self.flows.get(key) if isinstance(key, str) else None

    def add(self, key: str, flow: Flow) -> None:
        self.flows[key] = flow
        for old in list(self.flows)[:-AT_ONCE]:
            self.forget(old)
        self.forget_request_tokens()
        self.save()

    def remove(self, key: str) -> None:
        del self.flows[key]
        self.save()

    def save(self) -> None:
        kept = {key: list(flow) for key, flow in self.flows.items()}
        self.backend.strategy.session_set(self.session_key, kept)

    def forget(self, key: str) -> None:
        """Drop a flow that will not end, with what social-core keeps for it."""
        del self.flows[key]
        if isinstance(self.backend, BaseOAuth2):
            self.backend.strategy.session_pop(self.backend.transaction_key(key))
        self.forget_request_tokens()

    def forget_request_tokens(self) -> None:
        """Keep no OAuth 1 secret of a flow that was dropped, has expired or never began well."""
        if isinstance(self.backend, BaseOAuth1):
            name = self.backend.name + self.backend.UNATHORIZED_TOKEN_SUFIX
            tokens = self.backend.strategy.session_get(name, [])
            pending = [each for each in tokens if parse_qs(each).get("oauth_token") in self.flows]
            self.backend.strategy.session_set(name, pending)

"""The flows of one browser: a cookie for each, so that concurrent flows do not affect each other.

A cookie's name has hashes of the provider and of the state; its value says where the record is. So
a callback finds its record only in the browser that began the flow (RFC 9700 §4.7), and a browser
can begin a flow before it has a session.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from rest_social_auth.flow import record
from rest_social_auth.flow.record import LIFETIME, Flow, Record

PREFIX = "social_flow_"
OF_A_PROVIDER = 10  # flows at a time in one browser; one more replaces the oldest
ALTOGETHER = 30  # the same for all providers, because servers limit the size of a request's headers


class BrowserFlows:
    """Reads a request's cookies, and remembers which ones its response has to set."""

    def __init__(self, request: HttpRequest | None) -> None:
        self.request = request
        self.cookies: dict[str, str] = dict(request.COOKIES) if request is not None else {}
        self.changes: dict[str, str] = {}  # cookies to set; with an empty value, to delete
        self.ended: Record | None = None  # the flow that this request has ended

    def add(self, flow: Flow, record_key: str) -> None:
        """Bind a new flow to this browser; forget the oldest ones if there are too many."""
        name = self.name(flow.provider, flow.key)
        for too_many in (
            self.oldest_first(self.prefix(flow.provider))[: 1 - OF_A_PROVIDER],
            self.oldest_first(self.prefix())[: 1 - ALTOGETHER],
        ):
            for each in too_many:
                self.forget(each)
        self.change(name, f"{flow.begun_at}.{record_key}")

    def find(self, provider: str, key: object) -> Record | None:
        """Return the record of the flow that has this state, or request token, in this browser."""
        if not isinstance(key, str) or not key:
            return None
        found = self.read(self.name(provider, key))
        same = found is not None and (found.flow.provider, found.flow.key) == (provider, key)
        return found if same else None

    def pending(self, provider: str) -> Iterator[Record]:
        """Return the records of the provider's flows that have not ended."""
        for name in self.oldest_first(self.prefix(provider)):
            if found := self.read(name):
                yield found

    def end(self, ending: Record) -> bool:
        """Take the flow's record and its cookie; return True unless it was taken before."""
        self.change(self.name(ending.flow.provider, ending.flow.key), "")
        self.ended = ending
        return record.take(ending)

    def end_all(self) -> None:
        for name in self.oldest_first(self.prefix()):
            self.forget(name)

    def forget(self, name: str) -> None:
        if found := self.read(name):
            record.take(found)
        self.change(name, "")

    def read(self, name: str) -> Record | None:
        """Return the record that a cookie leads to, if it belongs to that cookie."""
        _, _, key = self.cookies.get(name, "").partition(".")
        found = record.read(key) if key else None
        own = found is not None and self.name(found.flow.provider, found.flow.key) == name
        return found if own else None

    def oldest_first(self, prefix: str) -> list[str]:
        return sorted((name for name in self.cookies if name.startswith(prefix)), key=self.age)

    def age(self, name: str) -> int:
        """Return when the flow began, as its cookie says; 0 if that is not a valid time."""
        begun_at, _, _ = self.cookies[name].partition(".")
        return int(begun_at) if begun_at.isdecimal() and len(begun_at) < 20 else 0

    def change(self, name: str, value: str) -> None:
        self.changes[name] = value
        self.cookies.pop(name, None)
        if value:
            self.cookies[name] = value

    def prefix(self, provider: str | None = None) -> str:
        """Return how the names of all flows' cookies begin, or those of one provider's flows.

        Over TLS, the prefix keeps other hosts of the domain from setting such a cookie.
        """
        start = f"__Host-{PREFIX}" if self.secure else PREFIX
        return start if provider is None else f"{start}{digest(provider)}_"

    def name(self, provider: str, key: str) -> str:
        return self.prefix(provider) + digest(key)

    @property
    def secure(self) -> bool:
        over_tls = self.request is not None and self.request.is_secure()
        return over_tls or settings.SESSION_COOKIE_SECURE

    def set_cookies(self, response: HttpResponseBase) -> None:
        """Set the cookies of flows that have begun, and delete those of flows that have ended."""
        same_site: Any = settings.SESSION_COOKIE_SAMESITE
        for name, value in self.changes.items():
            if value:
                response.set_cookie(
                    name,
                    value,
                    max_age=LIFETIME,
                    secure=self.secure,
                    httponly=True,
                    samesite=same_site,
                )
            else:
                response.delete_cookie(name, samesite=same_site)


@receiver(user_logged_out)
def end_flows(request: HttpRequest, **kwargs: object) -> None:
    """Forget flows at sign-out, so the browser's next user cannot complete one of them."""
    BrowserFlows(request).end_all()


def digest(text: str) -> str:
    """Return 64 bits that stand for the text in a cookie's name, whatever it contains."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]

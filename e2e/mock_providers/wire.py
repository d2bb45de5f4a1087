"""Requests as they arrive, responses as they leave, and refusals with their reason."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

Delivery = Literal["whole", "chunked", "silence", "reset", "truncated", "drip"]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Request:
    """A request. Names of headers are in lower case; `target` is the raw path and query."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @cached_property
    def real_url(self) -> str:
        """The address that the client meant: `/api.github.com/user` is https://api.github.com/user."""
        return f"https:/{self.path}"

    @cached_property
    def base(self) -> str:
        """The mock's own address, as this client reached it."""
        return f"http://{self.headers.get('host', 'localhost')}"

    @cached_property
    def query_pairs(self) -> Pairs:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(self.query_pairs)

    @cached_property
    def form_pairs(self) -> Pairs:
        if "x-www-form-urlencoded" not in self.headers.get("content-type", ""):
            return []
        return parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    @cached_property
    def form(self) -> dict[str, str]:
        return dict(self.form_pairs)

    @cached_property
    def json(self) -> dict[str, str]:
        """The texts in the body's JSON object; empty when it is none."""
        if "json" not in self.headers.get("content-type", ""):
            return {}
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        members = value.items() if isinstance(value, dict) else ()
        return {name: part for name, part in members if isinstance(part, str)}

    @cached_property
    def authorization(self) -> tuple[str, str]:
        """Scheme in lower case and the rest of the Authorization header."""
        scheme, _, rest = self.headers.get("authorization", "").partition(" ")
        return scheme.lower(), rest.strip()

    @cached_property
    def cookies(self) -> dict[str, str]:
        pairs = (part.strip().partition("=") for part in self.headers.get("cookie", "").split(";"))
        return {name: value for name, _, value in pairs if name}


@dataclass
class Response:
    """A response, and how the server delivers it: some faults happen below HTTP."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delivery: Delivery = "whole"
    delay: float = 0.0  # seconds


class Refused(Exception):
    """A request that the real provider would refuse, too.

    `code` is for programs, `why` for people; `check` names what was checked, if the code does not
    say it.
    """

    def __init__(self, code: str, why: str, status: int = 400, check: str = "") -> None:
        super().__init__(why)
        self.code, self.why, self.status = code, why, status
        self.check = check or CHECKS.get(code, "")


CHECKS = {
    "invalid_client": "client authentication",
    "unauthorized_client": "client",
    "consumer_key_unknown": "client",
    "redirect_uri_mismatch": "redirect URI",
    "invalid_grant": "grant",
    "unsupported_grant_type": "grant type",
    "unsupported_response_type": "response type",
    "invalid_token": "access token",
    "token_rejected": "token",
    "token_used": "token",
    "insufficient_scope": "scope",
    "signature_invalid": "signature",
    "timestamp_refused": "timestamp",
    "nonce_used": "nonce",
    "verifier_invalid": "verifier",
}


def json_response(value: Any, status: int = 200, **headers: str) -> Response:
    return text_response(json.dumps(value), "application/json; charset=utf-8", status, **headers)


def form_response(value: Mapping[str, Any], status: int = 200) -> Response:
    pairs = {name: "" if part is None else part for name, part in value.items()}
    return text_response(urlencode(pairs), "application/x-www-form-urlencoded", status)


def text_response(text: str, content_type: str, status: int = 200, **headers: str) -> Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    given |= {"Content-Type": content_type, "Cache-Control": "no-store"}
    return Response(status, text.encode(), given)


def redirect(url: str, **headers: str) -> Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(303, b"", given | {"Location": url, "Cache-Control": "no-store"})


def with_query(url: str, parameters: Mapping[str, str]) -> str:
    """Return the address with these parameters behind its own."""
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, urlencode(parameters)]))
    return urlunsplit(parts._replace(query=query))

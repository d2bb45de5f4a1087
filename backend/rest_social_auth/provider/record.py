"""What a developer may see of the calls to a provider: names and times, never a value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import requests

NAME = re.compile(r"[A-Za-z_.:-]{1,40}")  # no digits, because a name with digits may be a value
# A path segment that may be an access token, because it is not all lower-case letters.
SECRET_LOOKING = re.compile(r"(?![a-z._-]+$)[\w.~-]{20,}")


class ProviderCall(NamedTuple):
    """One call made for a sign-in. Contains no secret, and no value of a parameter or header."""

    method: str
    host: str
    path: str
    sent: tuple[str, ...]  # names of parameters
    status: int | None = None  # None if no complete response came
    seconds: float = 0.0


def provider_call(
    request: requests.PreparedRequest, response: requests.Response | None, seconds: float
) -> ProviderCall:
    """Return the record of a request, how long it took, and its response if there was one."""
    parts = urlsplit(request.url or "")
    status = None if response is None else response.status_code
    return ProviderCall(
        request.method or "", parts.netloc, parts.path, names_sent(request), status, seconds
    )


def names_sent(request: requests.PreparedRequest) -> tuple[str, ...]:
    """Return e.g. `("Authorization:Bearer", "fields")`: what authorises it, and its parameters."""
    scheme, _, signed = text(request.headers.get("Authorization", "")).partition(" ")
    names = [
        *([f"Authorization:{scheme}"] if scheme else []),
        *(re.findall(r'(oauth_\w+)="', signed) if scheme == "OAuth" else []),
        *(name for name, _ in parse_qsl(urlsplit(request.url or "").query, keep_blank_values=True)),
        *names_of(text(request.body)),
    ]
    return tuple(name for name in dict.fromkeys(names) if NAME.fullmatch(name))


def names_of(body: str) -> list[str]:
    """Return the names in a JSON body, or else in a form."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        return [name for name, _ in parse_qsl(body, keep_blank_values=True)]
    return list(found) if isinstance(found, dict) else []


def text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def server_timing(calls: Iterable[ProviderCall]) -> str:
    """Return e.g. `provider;dur=12.3;desc="POST github.com/login/oauth/access_token 200"`.

    The parameter `sent` of a call lists the names of what it sent, if it sent something.
    """
    return ", ".join(
        f"provider;dur={call.seconds * 1000:.1f};"
        f'desc="{call.method} {address(call)} {call.status or "-"}"'
        + (f';sent="{" ".join(call.sent)}"' if call.sent else "")
        for call in calls
    )


def address(call: ProviderCall) -> str:
    parts = call.path.split("/")
    shown = "/".join("…" if SECRET_LOOKING.fullmatch(part) else part for part in parts)
    return re.sub(r"[^!#-\[\]-~]", "", (call.host + shown).replace("…", "..."))

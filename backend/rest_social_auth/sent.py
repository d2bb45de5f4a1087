"""What a call to a provider says, by name and never by value: for people who watch a sign-in."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

NAME = re.compile(r"[A-Za-z_.:-]{1,40}")  # without digits, for what has some may be a value


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
    """Return the names in a body of JSON, or else of a form."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        return [name for name, _ in parse_qsl(body, keep_blank_values=True)]
    return list(found) if isinstance(found, dict) else []


def text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")

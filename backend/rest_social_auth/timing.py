"""The standard `Server-Timing` header, telling which calls to the provider an answer has cost."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rest_social_auth.transport import ProviderCall

# An access token as a part of a path; what has small letters only is a word.
SECRET_LOOKING = re.compile(r"(?![a-z._-]+$)[\w.~-]{20,}")


def server_timing(calls: Iterable[ProviderCall]) -> str:
    """Return e.g. `provider;dur=12.3;desc="POST github.com/login/oauth/access_token 200"`.

    Each call's own parameter `sent` has the names of what it sent, where it sent something.
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

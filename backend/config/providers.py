"""Which providers the demo offers, and whether each is the real one or a mock."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

# What the page lists, in this order; its search finds the others.
FEATURED = [
    "github",
    "google-oauth2",
    "facebook",
    "twitter",
    "apple-id",
    "microsoft-graph",
    "gitlab",
    "linkedin-openidconnect",
    "discord",
    "slack",
    "spotify",
    "openstreetmap-oauth2",
]


class Provider(NamedTuple):
    name: str  # social-core's, and so in URLs
    backend: str  # the dotted path of social-core's class
    slug: str  # the mock's file, and so its client's name
    settings: dict[str, Any]  # what the class needs beyond a key and a secret

    @property
    def prefix(self) -> str:
        return f"SOCIAL_AUTH_{re.sub(r'[^A-Z0-9]', '_', self.name.upper())}_"


def catalogue(data: Path) -> list[Provider]:
    """Return a provider for each name in the mocks' data files, which are read as data only."""
    found: dict[str, Provider] = {}
    for file in sorted(data.glob("*.json")):
        facts = json.loads(file.read_text("utf-8"))
        name = facts.get("name", file.stem)
        # If classes share a name, only one of them can be used: the one that names the file.
        chosen = name == file.stem or name not in found
        if chosen and find_spec(facts.get("package", "social_core")):
            found[name] = Provider(name, facts["backend"], file.stem, facts.get("settings", {}))
    return sorted(found.values(), key=lambda each: (each.name not in FEATURED, each.name))


def set_up(
    providers: list[Provider], read: Callable[[str], str], *, mocks: bool, callback: str
) -> tuple[list[Provider], set[str], dict[str, Any]]:
    """Return the providers to offer, the names of the mocked ones, and social-core's settings.

    `SOCIAL_AUTH_GITHUB_KEY` and `_SECRET` in the environment make GitHub the real one. Without them
    it is a mock if `mocks` is True, and not offered otherwise.
    """
    offered: list[Provider] = []
    mocked: set[str] = set()
    settings: dict[str, Any] = {}
    for each in providers:
        key, secret = read(f"{each.prefix}KEY"), read(f"{each.prefix}SECRET")
        if key:
            more = {name: read(each.prefix + name) for name in each.settings}
            own = {"KEY": key, "SECRET": secret} | {name: more[name] for name in more if more[name]}
        elif mocks:
            mocked.add(each.name)
            uri = callback.format(provider=each.name)
            facts = json.loads(json.dumps(each.settings).replace("{redirect_uri}", uri))
            own = {"KEY": f"mock-{each.slug}", "SECRET": f"mock-secret-{each.slug}", **facts}
        else:
            continue
        offered.append(each)
        settings |= {each.prefix + name: value for name, value in own.items()}
    return offered, mocked, settings

"""The mock providers' data files, read as data, without importing their Python."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[3] / "e2e" / "mock_providers" / "data"


class Provider:
    """One data file, and the social-core class that it is for."""

    def __init__(self, path: Path) -> None:
        self.slug = path.stem
        self.data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        self.name: str = self.data.get("name", self.slug)
        self.protocol: str = self.data["protocol"]

    def __repr__(self) -> str:
        return self.slug

    @property
    def backend(self) -> Any:
        module, _, name = self.data["backend"].rpartition(".")
        return getattr(import_module(module), name)

    def settings(self, redirect_uri: str = "", **more: object) -> dict[str, Any]:
        """Return what the API needs for this provider, by the names of social-core's settings."""
        client = {"KEY": f"mock-{self.slug}", "SECRET": f"mock-secret-{self.slug}"}
        prefix = f"SOCIAL_AUTH_{re.sub(r'[^A-Z0-9]', '_', self.name.upper())}_"
        own = json.dumps(self.data.get("settings", {})).replace("{redirect_uri}", redirect_uri)
        return {prefix + key: value for key, value in {**client, **json.loads(own), **more}.items()}

    def url(self, section: str) -> str:
        """Return the section's address with the facts that the file itself has."""
        issuer = self.settled(self.data.get("issuer", ""))
        return self.settled(self.data[section]["url"]).replace("{issuer}", issuer)

    def settled(self, text: str) -> str:
        settings = self.data.get("settings", {})
        return re.sub(r"\{settings\.(\w+)\}", lambda match: str(settings[match[1]]), text)


@cache
def providers() -> list[Provider]:
    return [Provider(path) for path in sorted(DATA.glob("*.json"))]

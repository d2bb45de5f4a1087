"""The data files: one provider each, read once, with what never changes already filled in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_providers.catalogue.fill import FACT, fill_text, look_up

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Provider:
    """What one data file says. `slug` is the file's stem; the client's names follow from it."""

    slug: str
    data: dict[str, Any] = field(repr=False)

    @cached_property
    def name(self) -> str:
        """The name in social-core, and so in URLs; a few classes share one."""
        return str(self.data.get("name", self.slug))

    @cached_property
    def title(self) -> str:
        return str(self.data["title"])

    @cached_property
    def protocol(self) -> str:
        return str(self.data["protocol"])

    @cached_property
    def client_id(self) -> str:
        return f"mock-{self.slug}"

    @cached_property
    def client_secret(self) -> str:
        return str(self.settings.get("SECRET", f"mock-secret-{self.slug}"))

    @cached_property
    def settings(self) -> dict[str, Any]:
        return dict(self.data.get("settings", {}))

    def section(self, name: str) -> dict[str, Any]:
        return dict(self.data.get(name, {}))

    def catalogue_entry(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "name": self.name,
            "title": self.title,
            "protocol": self.protocol,
            "backend": self.data["backend"],
            "retired": bool(self.data.get("retired", False)),
            "color": self.data.get("color"),
            "settings": self.settings,
        }


def load(folder: Path = DATA) -> dict[str, Provider]:
    """Return every provider of the folder by its slug."""
    return {
        path.stem: read(path.stem, path.read_text("utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def read(slug: str, text: str) -> Provider:
    """Return the provider with the facts that never change already in their places."""
    data = json.loads(text)
    fixed = {"settings": data.get("settings", {}), "client_id": f"mock-{slug}"}
    data["issuer"] = fill_text(data.get("issuer", ""), fixed)
    return Provider(slug, _settle(data, fixed | {"issuer": data["issuer"]}))


def _settle(value: Any, fixed: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {_settle(key, fixed): _settle(part, fixed) for key, part in value.items()}
    if isinstance(value, list):
        return [_settle(part, fixed) for part in value]
    if not isinstance(value, str):
        return value
    return FACT.sub(
        lambda match: (
            str(look_up(match[1], fixed)) if match[1].split(".")[0] in fixed else match[0]
        ),
        value,
    )

"""The data files: one provider each; and the address book that finds whose address one is."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl

from .fill import FACT, fill_text, look_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .wire import Request

Kind = Literal["request_token", "authorize", "launch", "token", "profile", "discovery", "keys"]

DATA = Path(__file__).with_name("data")


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


@dataclass(frozen=True)
class Endpoint:
    """One address of one provider. `query` is the part of the address behind its question mark."""

    provider: Provider
    kind: Kind
    url: str
    methods: tuple[str, ...]
    spec: Mapping[str, Any]

    @cached_property
    def path(self) -> str:
        return self.url.partition("?")[0].removeprefix("https:/")

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.url.partition("?")[2])

    def wire_name(self, name: str) -> str:
        """Return what this provider calls a parameter: `appid` where the RFC says `client_id`."""
        return str(self.spec.get("names", {}).get(name, name))


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


def endpoints(provider: Provider) -> Iterator[Endpoint]:
    data = provider.data
    for kind, methods in (
        ("request_token", "GET POST"),
        ("authorize", "GET POST"),
        ("launch", "GET POST"),
        ("token", "POST"),
    ):
        if "url" in (spec := data.get(kind, {})):
            yield Endpoint(provider, kind, spec["url"], _methods(spec, methods), spec)  # type: ignore[arg-type]
    for spec in data.get("api", []):
        yield Endpoint(provider, "profile", spec["url"], _methods(spec, "GET"), spec)
    if "keys" in data:
        yield Endpoint(provider, "keys", data["keys"]["url"], ("GET",), data["keys"])
    if provider.protocol == "oidc" or "discovery" in data:
        spec = data.get("discovery", {})
        url = spec.get("url", f"{data['issuer']}/.well-known/openid-configuration")
        yield Endpoint(provider, "discovery", url, ("GET",), spec)


def _methods(spec: Mapping[str, Any], default: str) -> tuple[str, ...]:
    return tuple(str(spec.get("method", default)).split())


class AddressBook:
    """Finds the endpoints behind an address. Several providers may share one."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.exact: dict[str, list[Endpoint]] = defaultdict(list)
        self.patterns: list[tuple[re.Pattern[str], Endpoint]] = []
        for provider in providers:
            for endpoint in endpoints(provider):
                if FACT.search(endpoint.path):
                    self.patterns.append((_pattern(endpoint.path), endpoint))
                else:
                    self.exact[endpoint.path].append(endpoint)

    def find(self, request: Request) -> list[Endpoint]:
        """Return the endpoints at the request's address; more of its query wanted, earlier."""
        found = list(self.exact.get(request.path, ()))
        if not found:
            found = [end for pattern, end in self.patterns if pattern.fullmatch(request.path)]
        fitting = [end for end in found if all(pair in request.query_pairs for pair in end.query)]
        return sorted(fitting, key=lambda endpoint: -len(endpoint.query))


def _pattern(path: str) -> re.Pattern[str]:
    pieces = FACT.split(path)
    return re.compile("[^/]+".join(re.escape(piece) for piece in pieces[::2]))

"""The address book: every address of every provider, and whose address a request is for."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl

from mock_providers.catalogue.fill import FACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mock_providers.catalogue.providers import Provider
    from mock_providers.wire import Request

Kind = Literal["request_token", "authorize", "launch", "token", "profile", "discovery", "keys"]


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

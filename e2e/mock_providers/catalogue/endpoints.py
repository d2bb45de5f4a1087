"""The URLs of a provider: the real ones, and those of its issuer at the mock.

A provider is at its real URLs (`/api.github.com/user`). One that signs id_tokens is also
also an issuer, below its slug: `/google-openidconnect/.well-known/openid-configuration`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_providers.catalogue.providers import Provider

Kind = Literal[
    "request_token",
    "authorize",
    "launch",
    "token",
    "profile",
    "discovery",
    "keys",
    "revoke",
    "introspect",
    "device",
    "par",
    "end_session",
]
METHODS: dict[Kind, str] = {  # of the sections that data files have, unless they say otherwise
    "request_token": "GET POST",
    "authorize": "GET POST",
    "launch": "GET POST",
    "token": "POST",
    "keys": "GET",
    "revoke": "POST",
    "introspect": "POST",
    "device": "POST",
    "par": "POST",
    "end_session": "GET POST",
}
OWN: dict[Kind, str] = {  # their path below the mock's own issuer
    "authorize": "authorize",
    "token": "token",
    "keys": "keys",
    "revoke": "revoke",
    "introspect": "introspect",
    "device": "device",
    "par": "par",
    "end_session": "logout",
}
STANDARD = ("alg", "answer", "challenge_methods", "client", "denied", "pkce", "response_type")
USERINFO = {"token": "header:Bearer form:access_token", "body": "{claims}"}
OPENID_CONFIGURATION = ".well-known/openid-configuration"


@dataclass(frozen=True)
class Endpoint:
    """One address of one provider. `query` is the part of the address after its question mark."""

    provider: Provider
    kind: Kind
    url: str
    methods: tuple[str, ...]
    spec: Mapping[str, Any]
    own: bool = False  # at the mock's own issuer

    @cached_property
    def path(self) -> str:
        return self.url.partition("?")[0].removeprefix("https:/")

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.url.partition("?")[2])

    def wire_name(self, name: str) -> str:
        """Return what this provider calls a parameter: `appid` for the RFC's `client_id`."""
        return str(self.spec.get("names", {}).get(name, name))


def endpoints(provider: Provider) -> Iterator[Endpoint]:
    """Return the provider's real addresses, those under `also` included."""
    data = provider.data
    for kind, methods in METHODS.items():
        for spec in _variants(data.get(kind, {})):
            yield Endpoint(provider, kind, spec["url"], _methods(spec, methods), spec)
    usual = "GET POST" if provider.protocol == "oidc" else "GET"  # OpenID Connect Core §5.3.1
    for call in data.get("api", []):
        for spec in _variants(call):
            yield Endpoint(provider, "profile", spec["url"], _methods(spec, usual), spec)
    if provider.protocol == "oidc" or "discovery" in data:
        spec = {"url": f"{data['issuer']}/{OPENID_CONFIGURATION}", **data.get("discovery", {})}
        for each in _variants(spec):
            yield Endpoint(provider, "discovery", each["url"], ("GET",), each)


def own_endpoints(provider: Provider) -> Iterator[Endpoint]:
    """Return the addresses of the provider's issuer at the mock, if it signs id_tokens."""
    data, root = provider.data, f"https://{provider.slug}"
    if "keys" not in data:
        return
    for kind, path in OWN.items():
        if kind in data:
            methods = tuple(METHODS[kind].split())
            yield Endpoint(
                provider, kind, f"{root}/{path}", methods, standard(kind, data[kind]), own=True
            )
    yield Endpoint(provider, "profile", f"{root}/userinfo", ("GET", "POST"), USERINFO, own=True)
    for url in (
        f"{root}/{OPENID_CONFIGURATION}",
        f"https://.well-known/oauth-authorization-server/{provider.slug}",  # RFC 8414 §3.1
    ):
        yield Endpoint(provider, "discovery", url, ("GET",), {}, own=True)


def standard(kind: Kind, spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the section without what only this service does: our issuer follows the standards."""
    kept = {name: spec[name] for name in STANDARD if name in spec}
    if kind == "authorize":
        kept["scopes"] = {**spec.get("scopes", {}), "separator": " "}
    return kept


def _variants(spec: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Return a section as it is, and once more for each other address that it names."""
    if "url" not in spec:
        return
    yield spec
    for other in spec.get("also", []):
        yield {**spec, "url": other} if isinstance(other, str) else {**spec, **other}


def _methods(spec: Mapping[str, Any], default: str) -> tuple[str, ...]:
    return tuple(str(spec.get("method", default)).split())

"""Redirect URIs: exact matching, as RFC 9700 §2.1 asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from mock_providers.wire import Refused

if TYPE_CHECKING:
    from mock_providers.catalogue.providers import Provider
    from mock_providers.memory.state import State


def check_redirect_uri(state: State, provider: Provider, uri: str, name: str) -> None:
    """Compare character by character. Raises Refused: which one came, which are registered."""
    registered = state.registered(provider)
    if uri in registered or is_registered_with_state(provider, uri, registered):
        return
    if not registered:
        why = f"No {name} is registered: start the mock providers with --redirect-uri."
    elif not uri:
        why = f"The request has no {name}."
    else:
        why = f"{name} is {uri}, but {' or '.join(registered)} is registered."
    raise Refused("redirect_uri_mismatch", why)


def is_registered_with_state(provider: Provider, uri: str, registered: list[str]) -> bool:
    """Return True if only `?redirect_state=` was added, for providers that allow a query."""
    if provider.section("authorize").get("redirect_query") != "extra":
        return False
    address, _, query = uri.partition("?")
    return address in registered and [name for name, _ in parse_qsl(query)] == ["redirect_state"]

"""Which provider's URL a request is for."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from mock_providers.catalogue.endpoints import endpoints, own_endpoints
from mock_providers.catalogue.fill import FACT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.catalogue.providers import Provider
    from mock_providers.wire import Request


class AddressBook:
    """Finds the endpoints at an address. Several providers may share one."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.exact: dict[str, list[Endpoint]] = defaultdict(list)
        self.patterns: list[tuple[re.Pattern[str], Endpoint]] = []
        for provider in providers:
            for endpoint in (*endpoints(provider), *own_endpoints(provider)):
                if FACT.search(endpoint.path):
                    self.patterns.append((_pattern(endpoint.path), endpoint))
                else:
                    self.exact[endpoint.path].append(endpoint)

    def find(self, request: Request) -> list[Endpoint]:
        """Return the endpoints at the request's address; more of its query required, earlier."""
        found = list(self.exact.get(request.path, ()))
        if not found:
            found = [end for pattern, end in self.patterns if pattern.fullmatch(request.path)]
        fitting = [end for end in found if all(pair in request.query_pairs for pair in end.query)]
        return sorted(fitting, key=lambda endpoint: -len(endpoint.query))


def _pattern(path: str) -> re.Pattern[str]:
    pieces = FACT.split(path)
    return re.compile("[^/]+".join(re.escape(piece) for piece in pieces[::2]))

"""What an authorization URL has beyond the project's settings, because the page asked for it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urlencode


class Wishes(NamedTuple):
    scope: tuple[str, ...] = ()  # more scopes
    parameters: tuple[tuple[str, str], ...] = ()  # names and values
    next: str = ""  # where the page goes afterwards; not in the URL

    def added_to(self, url: str) -> str:
        """Return the URL with the parameters, in place of those that have the same names.

        social-core unquotes its query, so that in its own arguments a value could add parameters.
        """
        address, _, query = url.partition("?")
        names = {name for name, _ in self.parameters}
        kept = [part for part in query.split("&") if part.partition("=")[0] not in names]
        added = [urlencode([pair], quote_via=quote) for pair in self.parameters]
        return f"{address}?{'&'.join([*kept, *added])}" if added else url

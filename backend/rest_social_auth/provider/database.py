"""Release database connections while a provider takes its seconds to respond."""

from __future__ import annotations

from django.db import connections


def give_connections_back() -> None:
    """Return this thread's connections to their pools (`OPTIONS["pool"]`).

    The next query gets one again. A connection stays if a transaction is open on it, or if it has
    no pool, because opening it again would cost more than holding it.
    """
    for connection in connections.all(initialized_only=True):
        pooled = connection.settings_dict["OPTIONS"].get("pool")
        if pooled and connection.autocommit and not connection.in_atomic_block:
            connection.close()

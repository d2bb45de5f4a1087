"""A provider may take seconds, and no database connection has to wait for it."""

from __future__ import annotations

from django.db import connections


def give_connections_back() -> None:
    """Return this thread's connections to their pools (`OPTIONS["pool"]`).

    The next query takes one again. A connection stays if a transaction is open on it, or if it has
    no pool: opening it again would cost more than holding it.
    """
    for connection in connections.all(initialized_only=True):
        pooled = connection.settings_dict["OPTIONS"].get("pool")
        if pooled and connection.autocommit and not connection.in_atomic_block:
            connection.close()

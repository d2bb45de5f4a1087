"""How the demo uses each kind of database that DATABASE_URL may name."""

from __future__ import annotations

from typing import Any


def options_of(database: dict[str, Any], *, password: str, connections: int) -> dict[str, Any]:
    """Return what to add to this database's settings; `connections` is the size of its pool."""
    given = database.get("OPTIONS", {})  # those of the URL: ?timeout=5
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return {
            "OPTIONS": {
                # A transaction that will write takes the lock when it begins, and waits for it,
                # instead of failing halfway; readers continue (WAL).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                **given,
            }
        }
    if database["ENGINE"] == "django.db.backends.postgresql":
        # A few connections per process, which all its threads share: a sign-in holds none while it
        # waits for its provider (rest_social_auth/provider/database.py).
        return {
            "OPTIONS": {**given, "pool": {"min_size": 1, "max_size": connections, "timeout": 3}},
            "CONN_HEALTH_CHECKS": True,
            "PASSWORD": password or database["PASSWORD"],
        }
    return {}

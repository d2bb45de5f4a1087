"""Sign-ins that wait for a provider leave the database to others."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.performance.provider import running
from tests.services.replicas import Replica
from tests.services.visitor import sign_in

AT_ONCE = 12


def test_one_connection_is_enough_for_twelve_that_wait_together(migrated, postgres):
    """Sessions are in the database, so each sign-in uses it before it calls the provider."""
    together = threading.Barrier(AT_ONCE)
    with running() as provider:
        response = provider.answer

        def wait_for_the_others(path: str, headers, body: bytes) -> object:
            if path.endswith("/access_token"):
                together.wait(30)
            return response(path, headers, body)

        provider.answer = wait_for_the_others  # type: ignore[method-assign]
        replica = Replica(provider.url, postgres.url, redis="")
        replica.environment["DATABASE_CONNECTIONS"] = "1"
        replica.start()
        try:
            url = f"http://127.0.0.1:{replica.port}"
            with ThreadPoolExecutor(AT_ONCE) as pool:
                people = [f"slow{number}" for number in range(AT_ONCE)]
                tokens = set(pool.map(lambda person: sign_in(url, person), people))
        finally:
            replica.kill()

    assert len(tokens) == AT_ONCE

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest

from tests.performance.provider import running
from tests.services.replicas import Proxy, Replica
from tests.services.servers import Postgres, Redis, stores

if "SERVICES" not in os.environ:  # noqa: TID251
    collect_ignore_glob = ["test_*.py"]  # make test-services


@pytest.fixture(scope="module")
def own() -> Iterator[tuple[Postgres, Redis]]:
    """Of these tests alone, which stop them."""
    with stores() as own:
        yield own


@pytest.fixture
def postgres(own: tuple[Postgres, Redis]) -> Postgres:
    return own[0]


@pytest.fixture
def redis(own: tuple[Postgres, Redis]) -> Redis:
    return own[1]


@pytest.fixture(scope="module")
def migrated(own: tuple[Postgres, Redis]) -> None:
    Replica("", own[0].url, own[1].url).manage("migrate", "--verbosity=0")


@pytest.fixture
def replicas(migrated: None, postgres: Postgres, redis: Redis) -> Iterator[list[Replica]]:
    """Two API processes on a database without people."""
    with psycopg.connect(postgres.url) as connection:
        connection.execute("TRUNCATE auth_user CASCADE")
    with running() as provider:
        two = [Replica(provider.url, postgres.url, redis.url) for _ in range(2)]
        for each in two:
            each.start()
        yield two
        for each in two:
            if each.process.poll() is None:
                each.kill()


@pytest.fixture
def proxy(replicas: list[Replica]) -> Iterator[Proxy]:
    with Proxy(replicas) as proxy:
        yield proxy
        proxy.shutdown()

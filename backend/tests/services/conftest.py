from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.performance.provider import running
from tests.services.replicas import Proxy, Replica
from tests.services.servers import Postgres, Redis

SERVICES = os.environ.get("SERVICES", "").split()  # noqa: TID251

if not SERVICES:
    collect_ignore_glob = ["test_*.py"]  # make test-services


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    return Postgres(Path(SERVICES[0]), int(SERVICES[1]))


@pytest.fixture(scope="session")
def redis() -> Redis:
    return Redis(Path(SERVICES[0]), int(SERVICES[2]))


@pytest.fixture
def replicas() -> Iterator[list[Replica]]:
    """Two API processes on an empty database."""
    with running() as provider:
        two = [Replica(provider.url), Replica(provider.url)]
        two[0].manage("migrate", "--verbosity=0")
        two[0].manage("flush", "--no-input", "--verbosity=0")
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

"""How much one process can carry while its provider is far away, and how its memory grows.

This makes the numbers in docs/scale.md:

cd backend && ../.venv/bin/python -m bench.load
"""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import psycopg

from bench.servers import PEOPLE, TARGETS, Server, provider_at
from tests.services.servers import Postgres, stores

SECONDS = 8


class Case(NamedTuple):
    """One process: threads, concurrent calls to one host, pool size (0: one for each thread)."""

    threads: int
    places: int
    connections: int


CASES = (Case(16, 32, 0), Case(40, 32, 0), Case(128, 96, 5))


def main() -> None:
    print("| provider away | threads | connections | sign-ins/s | p50 ms | p95 ms | CPU used |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for away in (0.1, 0.3, 1.0):
        for case in CASES:
            with tempfile.TemporaryDirectory() as name, stores() as (postgres, _):
                measure(Path(name), postgres, away, case)
    for secure in (False, True):
        with (
            tempfile.TemporaryDirectory() as name,
            provider_at(Path(name), secure=secure, away=0) as (address, certificates),
            Server(TARGETS[1], address, Path(name), certificates) as server,
        ):
            megabytes = [f"{memory_after(server, sign_ins):.1f}" for sign_ins in (1000, 4000, 5000)]
        print(f"MB after 1,000, 5,000 and 10,000 sign-ins: {', '.join(megabytes)} (TLS: {secure})")


def measure(folder: Path, postgres: Postgres, away: float, case: Case) -> None:
    """Print one line of the table."""
    more = {
        "POSTGRESQL": str(postgres.port),
        "PLACES": str(case.places),
        "CONNECTIONS": str(case.connections),
    }
    with (
        provider_at(folder, secure=True, away=away) as (address, certificates),
        Server(TARGETS[1], address, folder, certificates, case.threads, **more) as server,
    ):
        times, cpu = load(server, case.threads)
        held = connections(postgres)
    rate, middle = len(times) / SECONDS, times[len(times) // 2] * 1000
    late = times[len(times) * 95 // 100] * 1000
    print(
        f"| {away * 1000:.0f} ms | {case.threads} | {held} | {rate:.0f} | {middle:.0f} "
        f"| {late:.0f} | {cpu / SECONDS:.0%} |",
        flush=True,
    )


def connections(postgres: Postgres) -> int:
    """Return how many connections the server has open."""
    query = "SELECT count(*) - 1 FROM pg_stat_activity WHERE backend_type = 'client backend'"
    with psycopg.connect(f"host=127.0.0.1 port={postgres.port} user=social dbname=postgres") as own:
        [(found,)] = own.execute(query)
        return int(found)


def load(server: Server, at_once: int) -> tuple[list[float], float]:
    """Run so many concurrent sign-ins; return the sorted seconds of each, and the CPU seconds."""
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(server.sign_in, [f"p{number % PEOPLE}" for number in range(at_once * 2)]))
        before, until = server.used().seconds, time.perf_counter() + SECONDS

        def work(number: int) -> list[float]:
            times: list[float] = []
            while (started := time.perf_counter()) < until:
                if server.sign_in(f"p{(number + len(times)) % PEOPLE}"):
                    times.append(time.perf_counter() - started)
            return times

        times = sorted(chain.from_iterable(pool.map(work, range(at_once))))
        return times, server.used().seconds - before


def memory_after(server: Server, sign_ins: int) -> float:
    """Sign in so often, sixteen at a time; return the peak memory of the process in megabytes."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(server.sign_in, (f"p{number % PEOPLE}" for number in range(sign_ins))))
    return server.used().megabytes


if __name__ == "__main__":
    main()

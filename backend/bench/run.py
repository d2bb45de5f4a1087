"""`make bench`: compare our sign-in with PyPI's rest-social-auth and the floor, and in a browser.

All servers run side by side and take turns, over and over, so other load on the machine affects all
of them alike: the ratios are reliable even if the milliseconds are not. Exits with 1 if one of our
targets is missed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from bench.report import COMPARED, Found, Ratio, write
from bench.servers import BACKEND, TARGETS, Server, provider_at


class Network(NamedTuple):
    secure: bool
    away: float  # seconds
    slices: float  # seconds of each server's turn; four times as long for 16 at a time
    share: float  # of the rounds, which take longer if the provider is far away


NETWORKS = {
    "plain HTTP": Network(secure=False, away=0, slices=0.25, share=1),
    "TLS": Network(secure=True, away=0, slices=0.25, share=1),
    "TLS, 100 ms away": Network(secure=True, away=0.1, slices=0.75, share=0.2),
}


def measure(folder: Path, network: Network, rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return `{target: {measure: one value per round}}`."""
    found: dict[str, dict[str, list[float]]] = {each.name: {} for each in TARGETS}
    with ExitStack() as stack:
        provider = provider_at(folder, secure=network.secure, away=network.away)
        address, certificates = stack.enter_context(provider)
        servers = [
            stack.enter_context(Server(target, address, folder, certificates)) for target in TARGETS
        ]
        pool = stack.enter_context(ThreadPoolExecutor(16))
        for number in range(rounds):
            # Sixteen at a time need longer turns, and every fourth round is enough for a rate.
            plan = (
                {1: network.slices} if number % 4 else {1: network.slices, 16: 4 * network.slices}
            )
            for at_once, seconds in plan.items():
                for server in servers if number % 2 else servers[::-1]:
                    cpu, rate = server.slice(pool, at_once, seconds)
                    values = found[server.target.name]
                    values.setdefault(f"CPU at {at_once}", []).append(cpu)
                    values.setdefault(f"rate at {at_once}", []).append(rate)
    return found


def click(rounds: int) -> dict[str, list[float]]:
    """Return `{page: milliseconds from the click to the words "Signed in", one per round}`."""
    command = [sys.executable, "-m", "tools.stopwatch", str(rounds)]
    done = subprocess.run(  # noqa: S603
        command, cwd=BACKEND.parent / "e2e", stdout=subprocess.PIPE, check=True
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def ratio(ours: list[float], theirs: list[float]) -> Ratio:
    """Return the median of the ratios within each round, and its standard error.

    The error is estimated from the quartiles. Two runs usually differ by less.
    """
    each = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    low, middle, high = quantiles(each, n=4)
    return Ratio(middle, 0.93 * (high - low) / len(each) ** 0.5)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--networks", nargs="*", default=list(NETWORKS))
    given = parser.parse_args()
    results: dict[str, Found] = {}
    for name in given.networks:
        network = NETWORKS[name]
        rounds = max(8, round(given.rounds * network.share))
        print(f"{name}: {rounds} rounds of {len(TARGETS)} servers in turn …", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            slices = measure(Path(folder), network, rounds)
        results[name] = Found(
            {
                target: {of: median(values) for of, values in slices[target].items()}
                for target in slices
            },
            {
                words: ratio(slices[one][of], slices[other][of])
                for words, (of, one, other) in COMPARED.items()
            },
        )
    print(f"The page: {given.rounds} rounds of two popups in turn …", flush=True)
    pages = click(given.rounds)
    page = {name: median(values) for name, values in pages.items()}
    return write(results, page, ratio(pages["ours"], pages["bare popup"]))


if __name__ == "__main__":
    sys.exit(main())

"""Write the results of `make bench` to a page, and compare them with the targets."""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bench.plot import plot

DOCS = Path(__file__).resolve().parents[2] / "docs"


class Ratio(NamedTuple):
    value: float
    error: float  # two runs usually differ by less

    def __str__(self) -> str:
        return f"{self.value:.2f} ± {self.error:.2f}"


class Found(NamedTuple):
    """What was found on one network: medians of each target's measures, and the ratios."""

    targets: dict[str, dict[str, float]]
    ratios: dict[str, Ratio]


# What is compared: a measure, of whom, and with whom.
COMPARED = {
    "CPU, token: ours / theirs": ("CPU at 1", "ours, token", "rest-social-auth, token"),
    "CPU, JWT: ours / theirs": ("CPU at 1", "ours, JWT", "rest-social-auth, JWT"),
    "CPU, token: ours / the floor's": ("CPU at 1", "ours, token", "floor"),
    "sign-ins/s at 16, token: ours / theirs": (
        "rate at 16",
        "ours, token",
        "rest-social-auth, token",
    ),
    "sign-ins/s at 16, JWT: ours / theirs": ("rate at 16", "ours, JWT", "rest-social-auth, JWT"),
}
# The targets, by network: at most so much CPU, at least so many sign-ins.
WANTED = {
    ("plain HTTP", "CPU, token: ours / theirs"): 0.75,
    ("TLS", "CPU, token: ours / theirs"): 0.15,
    ("TLS", "CPU, token: ours / the floor's"): 1.4,
    ("TLS", "sign-ins/s at 16, token: ours / theirs"): 6.0,
}
PAGE_WANTED = 1.4
INTRODUCTION = """# Benchmark

This page is written by `make bench`. It signs existing users in with social-core's GitHub class, at
three servers that run side by side and take turns: ours, PyPI's rest-social-auth 10.0.0 ("theirs"),
and a baseline ("the floor"): a plain Django view with two calls on a shared `requests.Session`, the
same two SQL statements as ours, and no checks at all. Each is one gunicorn worker with 16 threads
and SQLite (WAL), in the same small project (`backend/bench/project.py`). The provider runs on the
same machine and issues a new access token each time; over TLS, the clients trust certifi's bundle
and one more CA.

Compare the ratios. Each is the median over many rounds; within a round the servers take turns of a
fraction of a second, so other load on the machine affects all of them alike. The standard error
follows the ±. Milliseconds and rates hold only for this machine, on this day.
"""
PAGE = """## The page

From the click to the words "Signed in", in Chromium, for a first-time visitor and a mock provider
that responds immediately (`e2e/tools/stopwatch.py`). The bare popup only visits the provider and
returns to a page of five lines, without finding out who signed in. Ours begins at the API, checks
the state, exchanges the code, stores the user and shows the profile.
"""


def write(results: dict[str, Found], page: dict[str, float], page_ratio: Ratio) -> int:
    """Write docs/benchmark.md and its plot, and print them; return 1 if a target is missed."""
    machine = f"{date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores"
    kept, verdicts = judge(results, page_ratio)
    text = "\n".join(
        [
            INTRODUCTION,
            f"{machine}.\n",
            ratios(results),
            verdicts,
            "![CPU per sign-in, and sign-ins per second](benchmark.svg)\n",
            *(table(network, found.targets) for network, found in results.items()),
            PAGE,
            "| bare popup | ours | ours / bare |\n|---:|---:|---:|",
            f"| {page['bare popup']:.0f} ms | {page['ours']:.0f} ms | {page_ratio} |",
        ]
    )
    (DOCS / "benchmark.md").write_text(f"{text}\n")
    targets = {network: found.targets for network, found in results.items()}
    (DOCS / "benchmark.svg").write_text(plot(targets))
    print(text.removeprefix(INTRODUCTION))
    return 0 if kept else 1


def judge(results: dict[str, Found], page_ratio: Ratio) -> tuple[bool, str]:
    """Return whether every target is met, and a line for each."""
    lines, all_kept = [], True
    found = [
        (f"{name}, {network}", results[network].ratios[name].value, wanted)
        for (network, name), wanted in WANTED.items()
        if network in results
    ]
    for name, value, wanted in [
        *found,
        ("click to signed in: ours / bare", page_ratio.value, PAGE_WANTED),
    ]:
        is_rate = name.startswith("sign-ins/s")
        kept = value >= wanted if is_rate else value <= wanted
        all_kept &= kept
        lines.append(
            f"- {name}: {value:.2f}, target: {'at least' if is_rate else 'at most'} {wanted:g}: "
            + ("**met**" if kept else "**NOT met**")
        )
    return all_kept, "\n".join(lines) + "\n"


def ratios(results: dict[str, Found]) -> str:
    lines = ["| | " + " | ".join(results) + " |", "|---|" + "---:|" * len(results)]
    lines += [
        f"| {name} | " + " | ".join(str(found.ratios[name]) for found in results.values()) + " |"
        for name in COMPARED
    ]
    return "\n".join(lines) + "\n"


def table(network: str, targets: dict[str, dict[str, float]]) -> str:
    lines = [
        f"## {network}\n",
        "| | ms CPU, one at a time | ms CPU, 16 at a time | sign-ins/s, one | sign-ins/s, 16 |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, values in targets.items():
        cpu = f"{values['CPU at 1']:.1f} | {values['CPU at 16']:.1f}"
        lines.append(f"| {name} | {cpu} | {values['rate at 1']:.0f} | {values['rate at 16']:.0f} |")
    return "\n".join(lines) + "\n"

"""What `make bench` found, as a page for people and as a plot."""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
COLOURS = {"floor": "#8c959f", "ours": "#1a7f37", "rest-social-auth": "#bc4c00"}
STYLE = "text{font:12px sans-serif;fill:#808890}.title{font-weight:600}"
TARGETS = {
    "CPU, token: ours / rest-social-auth's": {"plain HTTP": "≤ 0.75", "TLS": "≤ 0.15"},
    "CPU, token: ours / the floor's": {"TLS": "≤ 1.4"},
    "sign-ins/s at 16, token: ours / theirs": {"TLS": "≥ 6"},
}
INTRODUCTION = """# Benchmark

`make bench` wrote this page. It signs people in again, with GitHub's class of social-core, at three
servers that run at the same time and get work in turn: ours, PyPI's rest-social-auth 10.0.0, and
the floor, a plain Django view with two calls on a kept `requests.Session`, `get_or_create` and a
token. Each is one gunicorn worker with 16 threads and SQLite (WAL). The provider is on the same
machine; over TLS it trusts certifi's bundle and one CA more.

The ratios are what to read: they are medians of the ratios within each round, and other work on the
machine meets both sides. Milliseconds and rates are those of this machine, on this day.
"""


def write(results: dict[str, dict[str, dict[str, float]]], rounds: int) -> None:
    machine = f"{date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores"
    parts = [INTRODUCTION, f"{machine}, {rounds} rounds.\n", ratios(results)]
    parts += [table(network, results[network]) for network in results]
    parts.append("![CPU per sign-in, and sign-ins per second](benchmark.svg)\n")
    DOCS.mkdir(exist_ok=True)
    (DOCS / "benchmark.md").write_text("\n".join(parts))
    (DOCS / "benchmark.svg").write_text(plot(results))
    print("\n".join(parts[1:-1]))


def ratios(results: dict[str, dict[str, dict[str, float]]]) -> str:
    lines = ["| | " + " | ".join(results) + " |", "|---|" + "---:|" * len(results)]
    for name in next(iter(results.values()))["ratios"]:
        cells = []
        for network, found in results.items():
            wanted = TARGETS.get(name, {}).get(network, "")
            cells.append(f"{found['ratios'][name]:.2f}" + f" (wanted: {wanted})" * bool(wanted))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def table(network: str, found: dict[str, dict[str, float]]) -> str:
    lines = [
        f"## {network}\n",
        "| | ms CPU, one at a time | ms CPU, 16 at a time | sign-ins/s, one | sign-ins/s, 16 |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, values in found.items():
        if name != "ratios":
            cpu = f"{values['CPU at 1']:.1f} | {values['CPU at 16']:.1f}"
            lines.append(
                f"| {name} | {cpu} | {values['rate at 1']:.0f} | {values['rate at 16']:.0f} |"
            )
    return "\n".join(lines) + "\n"


def plot(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return an SVG: a row of bars for each target, a column for each network and measure."""
    columns = [
        (f"{network}: {words}", found, measure)
        for measure, words in [("CPU at 1", "ms CPU per sign-in"), ("rate at 16", "sign-ins/s")]
        for network, found in results.items()
    ]
    width, height, bar, names_take = 360, 170, 22, 140
    parts = []
    for index, (title, found, measure) in enumerate(columns):
        left, top = index % len(results) * width, index // len(results) * height
        names = [name for name in found if name != "ratios"]
        longest = max(found[name][measure] for name in names)
        parts.append(f'<text x="{left + 10}" y="{top + 20}" class="title">{title}</text>')
        for row, name in enumerate(names):
            value, y = found[name][measure], top + 30 + row * (bar + 4)
            colour = COLOURS[name.partition(",")[0]]
            length = max(2, value / longest * (width - names_take - 60))
            parts.append(
                f'<text x="{left + 10}" y="{y + 15}">{name}</text>'
                f'<rect x="{left + names_take}" y="{y}" width="{length:.0f}" height="{bar}" rx="3"'
                f' fill="{colour}"/>'
                f'<text x="{left + names_take + 5 + length:.0f}" y="{y + 15}">{value:.3g}</text>'
            )
    size = f"{width * len(results)} {height * 2}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img">',
            f"<title>CPU per sign-in, and sign-ins per second</title><style>{STYLE}</style>",
            *parts,
            "</svg>\n",
        ]
    )

"""`make check`: every check short of the tests, two at a time, all of them even when one fails.

The Makefile puts the virtual environment on the PATH, backend and e2e on the PYTHONPATH.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import indent
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = "check-jsonschema --builtin-schema vendor."

STEPS: dict[str, str] = {  # the slow ones first; two at once must not share a cache
    "Types: the API": "mypy backend --cache-dir=.mypy_cache/backend",
    "Types: mock providers and browser tests": "mypy e2e --cache-dir=.mypy_cache/e2e",
    "Types: JavaScript": "npm --silent --prefix e2e/js run types",
    "Clients: Node signs in with the mock providers": "npm --silent --prefix e2e/js run clients",
    "Style: JavaScript and CSS": "e2e/js/node_modules/.bin/biome check --error-on-warnings",
    "Lines: none of the frontend is longer than 120": "npm --silent --prefix e2e/js run lines",
    "Size: what a copier of the popup loads": "npm --silent --prefix e2e/js run size",
    "Icons: as simple-icons has them": "npm --silent --prefix e2e/js run icons",
    "Migrations: none is missing": "python backend/manage.py makemigrations --check --dry-run",
    "Boundaries: who may import whom": "lint-imports",
    "Style: Python": "ruff check",
    "Format: Python": "ruff format --check",
    "Spelling": "typos",
    "Workflow: CI": f"{SCHEMA}github-workflows .github/workflows/ci.yml",
    "Workflow: audit": f"{SCHEMA}github-workflows .github/workflows/audit.yml",
    "Dependabot file": f"{SCHEMA}dependabot .github/dependabot.yml",
    "Compose file": f"{SCHEMA}compose-spec docker-compose.yml docker-compose.demo.yml",
}


class Outcome(NamedTuple):
    name: str
    command: str
    passed: bool
    seconds: float
    words: str


def main() -> int:
    def run(step: tuple[str, str]) -> Outcome:
        name, command = step
        start = time.monotonic()
        done = subprocess.run(command.split(), cwd=ROOT, capture_output=True, text=True)
        took = time.monotonic() - start
        return Outcome(name, command, done.returncode == 0, took, done.stdout + done.stderr)

    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(map(tell, pool.map(run, STEPS.items())))
    failed = [outcome for outcome in outcomes if not outcome.passed]
    print(f"{len(outcomes) - len(failed)} checks passed, {len(failed)} failed.")
    return 1 if failed else 0


def tell(outcome: Outcome) -> Outcome:
    print(f"{'ok  ' if outcome.passed else 'FAIL'}  {outcome.name} ({outcome.seconds:.1f} s)")
    if not outcome.passed:
        print(f"\n$ {outcome.command}\n{outcome.words.strip()}\n")
    elif outcome.name.startswith("Size"):
        print(indent(outcome.words.strip(), " " * 6))
    sys.stdout.flush()
    return outcome


if __name__ == "__main__":
    sys.exit(main())

"""docker-compose.yml and the Dockerfile, read as Docker reads them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[3]
# $$, ${NAME}, ${NAME:-default}, ${NAME:+instead}, ${NAME:?complaint}
VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?::([-+?])([^}]*))?\})")


def compose(name: str, given: dict[str, str]) -> dict[str, Any]:
    """Return the whole file, its variables replaced. Raises KeyError with the file's complaint."""

    def value(match: re.Match[str]) -> str:
        name, operator, word = match.groups()
        found = given.get(name, "")
        if name is None:
            return "$"
        if operator == "?" and not found:
            raise KeyError(word)
        if operator == "+":
            return word if found else ""
        return found or (word if operator == "-" else "")

    def replaced(node: Any) -> Any:
        if isinstance(node, dict):
            return {name: replaced(each) for name, each in node.items()}
        if isinstance(node, list):
            return [replaced(each) for each in node]
        return VARIABLE.sub(value, node) if isinstance(node, str) else node

    whole = replaced(yaml.safe_load((ROOT / name).read_text()))
    for service in whole["services"].values():
        environment = service.get("environment", {})
        passed = {name: given.get(name) for name, value in environment.items() if value is None}
        service["environment"] = {
            name: value for name, value in {**environment, **passed}.items() if value is not None
        }
    return whole


class Stage(NamedTuple):
    """Part of the Dockerfile, word by word."""

    parent: str
    lines: list[tuple[str, str]]

    def all(self, word: str) -> list[str]:
        return [rest for each, rest in self.lines if each == word]

    def copied(self) -> list[tuple[str, str]]:
        """Return what is copied from the checkout, and to where."""
        copies = [line.split() for line in self.all("COPY") if not line.startswith("--from=")]
        words = [[word for word in each if not word.startswith("--")] for each in copies]
        return [(source, target) for *sources, target in words for source in sources]

    def environment(self) -> dict[str, str]:
        return dict(pair.split("=", 1) for line in self.all("ENV") for pair in line.split())


def stages() -> dict[str, Stage]:
    """Return the Dockerfile's stages by their names, in order."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    found: dict[str, Stage] = {}
    lines: list[tuple[str, str]] = []
    for line in text.splitlines():
        if match := re.fullmatch(r"FROM (\S+) AS (\S+)", line):
            lines = []
            found[match[2]] = Stage(match[1], lines)
        elif match := re.fullmatch(r"([A-Z]+) (.*)", line):
            lines.append((match[1], match[2]))
    return found

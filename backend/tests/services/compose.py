"""docker-compose.yml and the Dockerfile, read as Docker reads them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[3]
# $$, ${NAME}, ${NAME:-default}, ${NAME:+instead}, ${NAME:?complaint}
VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?::([-+?])([^}]*))?\})")


def compose(given: dict[str, str]) -> dict[str, Any]:
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

    whole = replaced(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))
    for service in whole["services"].values():
        environment = service.get("environment", {})
        passed = {name: given.get(name) for name, value in environment.items() if value is None}
        service["environment"] = {
            name: value for name, value in {**environment, **passed}.items() if value is not None
        }
    return whole


class Dockerfile(NamedTuple):
    """The last stage of our one image."""

    environment: dict[str, str]
    copied: list[tuple[str, str]]  # from the checkout to a place in the folder
    run: list[str]
    folder: str
    user: str
    command: list[str]


def dockerfile() -> Dockerfile:
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line.split(maxsplit=1) for line in text.splitlines() if re.match("[A-Z]+ ", line)]
    last = max(number for number, [word, _] in enumerate(lines) if word == "FROM")
    stage: dict[str, list[str]] = {}
    for word, rest in lines[last:]:
        stage.setdefault(word, []).append(rest)
    [folder], [user], [command] = stage["WORKDIR"], stage["USER"], stage["CMD"]
    environment = dict(pair.split("=", 1) for line in stage["ENV"] for pair in line.split())
    copies = [line.split() for line in stage["COPY"] if not line.startswith("--from=")]
    copied = [(source, target) for *sources, target in copies for source in sources]
    return Dockerfile(environment, copied, stage["RUN"], folder, user, json.loads(command))

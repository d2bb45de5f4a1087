"""Templates of the data files: JSON in which `"{user.name}"` stands for a fact.

A fact alone keeps its JSON type; inside a text it becomes text. A key that ends in `?` is left out
if its value is null; one that ends in `!` removes the whole object.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

FACT = re.compile(r"\{([a-z_]+(?:\.\w+)*)\}")
Facts = Mapping[str, Any]
_GONE = object()


def fill(template: Any, facts: Facts) -> Any:
    """Return the template with every fact in its place. Raises KeyError: no such fact."""
    filled = _fill(template, facts)
    return None if filled is _GONE else filled


def fill_text(template: str, facts: Facts) -> str:
    return FACT.sub(lambda match: _text(look_up(match[1], facts)), template)


def look_up(name: str, facts: Facts) -> Any:
    value: Any = facts
    for step in name.split("."):
        value = value[step]
        if callable(value):
            value = value()
    return value


def _fill(template: Any, facts: Facts) -> Any:
    if isinstance(template, str):
        alone = FACT.fullmatch(template)
        return look_up(alone[1], facts) if alone else fill_text(template, facts)
    if isinstance(template, list):
        return [item for item in (_fill(part, facts) for part in template) if item is not _GONE]
    if isinstance(template, dict):
        return _fill_object(template, facts)
    return template


def _fill_object(template: dict[str, Any], facts: Facts) -> Any:
    result = {}
    for key, part in template.items():
        value = _fill(part, facts)
        if value is None and key.endswith("!"):
            return _GONE
        if value is _GONE or (value is None and key.endswith("?")):
            continue
        result[fill_text(key.rstrip("?!"), facts)] = value
    return result


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)

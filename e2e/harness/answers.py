"""Compare what an example printed with what its document says."""

from __future__ import annotations

import json
from typing import Any


def json_objects(text: str) -> list[dict[str, Any]]:
    """The objects that were printed one after the other."""
    objects = []
    while text := text.strip():
        found, end = json.JSONDecoder().raw_decode(text)
        objects.append(found)
        text = text[end:]
    return objects


def with_gaps(response: dict[str, Any], promise: dict[str, Any]) -> dict[str, Any]:
    """The response, with "…" where the document has it and there really is a value."""
    return {
        name: "…" if value and promise.get(name) == "…" else value
        for name, value in response.items()
    }

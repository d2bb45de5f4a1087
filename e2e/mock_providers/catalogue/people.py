"""Who can sign in: four people with numbers that no real account has, and somebody new."""

from __future__ import annotations

import json
import secrets
import uuid
from pathlib import Path
from typing import Any

Person = dict[str, Any]

FIRST_NEW = 9_000_000_000_100_000  # with what is added, still below 2**53: safe in JavaScript
NEW = {"key": "new", "name": "A new person", "note": "Somebody else each time"}


def _complete(person: Person) -> Person:
    number = person["number"]
    return {
        **person,
        "id": str(number),
        "short": str(number)[-4:] if number < FIRST_NEW else str(number - FIRST_NEW),
        "orcid": "-".join(str(number)[i : i + 4] for i in range(0, 16, 4)),
        "uuid": str(uuid.UUID(int=(0x6D6F636B << 96) | number)),
        "picture": f"https://people.example/{number}.png",
    }


_FILE = Path(__file__).parents[1] / "people.json"
PEOPLE: dict[str, Person] = {
    person["key"]: _complete(person) for person in json.loads(_FILE.read_text("utf-8"))
}


def known(key: str) -> bool:
    return key in PEOPLE or key == "new"


def person(key: str, overrides: dict[str, Person] | None = None) -> Person:
    """Return the person's facts as this provider knows them. Raises KeyError: no such person."""
    base = newcomer() if key == "new" else PEOPLE[key]
    return {**base, **(overrides or {}).get(key, {})}


def newcomer() -> Person:
    number = FIRST_NEW + secrets.randbelow(10**12)
    tail = str(number)[-5:]
    return _complete(
        {
            "key": "new",
            "number": number,
            "username": f"robin{tail}",
            "name": f"Robin Newcomer {tail}",
            "given": "Robin",
            "family": f"Newcomer {tail}",
            "email": f"robin{tail}@example.com",
            "email_verified": True,
            "note": NEW["note"],
        }
    )

"""Who can sign in: four people, a new one each time, and those that a test adds."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Person = dict[str, Any]

FIRST_NEW = 9_000_000_000_100_000  # with what is added, still below 2**53: safe in JavaScript
NEW = {"key": "new", "name": "A new person", "note": "Somebody else each time"}
FIELDS: dict[str, type | tuple[type, ...]] = {
    "key": str,
    "id": str,
    "number": int,
    "username": str,
    "name": str,
    "given": str,
    "family": str,
    "email": (str, type(None)),
    "email_verified": bool,
    "picture": str,
    "note": str,
    "claims": dict,
}


class People:
    """The people of one running mock, by their keys."""

    def __init__(self, more: Iterable[Person] = ()) -> None:
        self._first = {**PEOPLE, **{person["key"]: complete(person) for person in more}}
        self._all = dict(self._first)

    def __iter__(self) -> Iterator[str]:
        return iter([*self._all, NEW["key"]])

    def put(self, person: Person) -> Person:
        """Add or change a person. Returns all their facts. Raises ValueError: what is wrong."""
        known = self._all.get(str(person.get("key", "")), {})
        changed = complete({**known, **person}) if known else complete(person)
        self._all[changed["key"]] = changed
        return changed

    def person(self, key: str, overrides: dict[str, Person] | None = None) -> Person:
        """Return the person as this provider knows them. Raises KeyError: no such person."""
        base = newcomer() if key == NEW["key"] else self._all[key]
        return {**base, **(overrides or {}).get(key, {})}

    def hinted(self, hint: str) -> str:
        """Return the key of the person that a `login_hint` names, or an empty text."""
        for key, person in self._all.items():
            if hint in (key, person["email"], person["username"], person["id"]):
                return str(key)
        return ""

    def reset(self) -> None:
        self._all = dict(self._first)


def complete(person: Person) -> Person:
    """Return the person with every fact that templates may name. Raises ValueError."""
    key = person.get("key")
    if not isinstance(key, str) or not key.isidentifier() or key == NEW["key"]:
        raise ValueError('A person needs a "key" of letters, digits and underscores.')
    for name, value in person.items():
        if name in FIELDS and not isinstance(value, FIELDS[name]):
            raise ValueError(f'"{name}" of {key} is not of the right type.')
    if unknown := sorted(set(person) - set(FIELDS) - {"short", "orcid", "uuid"}):
        known = ", ".join(FIELDS)
        raise ValueError(f"Unknown: {', '.join(unknown)}. A person has {known}.")
    return _with_ids(_with_names(person))


def _with_names(person: Person) -> Person:
    key = person["key"]
    name = person.get("name", key.capitalize())
    given, _, family = name.partition(" ")
    return {
        "username": key,
        "name": name,
        "given": given,
        "family": family,
        "email": f"{key}@example.com",
        "email_verified": True,
        "note": "Added by a test",
        "claims": {},
        **person,
    }


def _with_ids(person: Person) -> Person:
    number = person.get("number", number_of(person["key"]))
    return {
        "id": str(number),
        "picture": f"https://people.example/{number}.png",
        **person,
        "number": number,
        "short": str(number)[-4:] if number < FIRST_NEW else str(number - FIRST_NEW),
        "orcid": "-".join(str(number)[i : i + 4] for i in range(0, 16, 4)),
        "uuid": str(uuid.UUID(int=(0x6D6F636B << 96) | number)),
    }


def number_of(key: str) -> int:
    """Return an id for a person without one: always the same for the same key."""
    return FIRST_NEW + int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % 10**12


def newcomer() -> Person:
    number = FIRST_NEW + secrets.randbelow(10**12)
    tail = str(number)[-5:]
    person = {
        "key": f"new{tail}",
        "number": number,
        "username": f"robin{tail}",
        "name": f"Robin Newcomer {tail}",
        "email": f"robin{tail}@example.com",
        "note": NEW["note"],
    }
    return {**complete(person), "key": NEW["key"]}


PEOPLE: dict[str, Person] = {
    person["key"]: complete(person)
    for person in json.loads(
        (Path(__file__).parents[1] / "people.json").read_text(encoding="utf-8")
    )
}

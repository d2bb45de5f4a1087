"""docs/security-table.md: each attack, and what its tests promise, made of their names.

To write it: python -m tests.security.table
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TABLE = ROOT / "docs" / "security-table.md"
PLACES = [HERE, ROOT / "e2e" / "tests" / "security"]
TEST = re.compile(r"^def test_((?:[A-Z]\d\d_)+)(\w+)", re.M)
CATALOGUE = tomllib.loads((HERE / "catalogue.toml").read_text())
WITHOUT_TEST: dict[str, str] = CATALOGUE.pop("without_test")
OTHERWISE: dict[str, str] = CATALOGUE.pop("otherwise")
REFERENCE = re.compile(r" \(([^()]*RFC \d[^()]*)\)")
ABBREVIATIONS = re.compile(
    r"\b(api|coop|cors|csrf|hmac|http|https|id token|json web token|json|kib|oauth|openapi|pkce|"
    r"tls|uri|url|vk)\b"
)
SPELLED = {"id token": "ID token", "json web token": "JSON Web Token", "kib": "KiB"} | {
    "oauth": "OAuth",
    "openapi": "OpenAPI",
}
HEAD = """# Attacks, and what prevents them

Each attack has an id: a letter for its kind, and a number.
The tests that hold its outcome have that id in their names, so `make test ARGS="-k F05"` runs them.
`python -m tests.security.table` generates this page from those names; a test compares them.
[SECURITY.md](../.github/SECURITY.md) says what is protected and what is not.

| letter | kind of attack |
|---|---|
"""


def promises() -> dict[str, list[tuple[str, str]]]:
    """Return for each id what its tests promise, and their file."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file in sorted(each for place in PLACES for each in place.glob("test_*.py")):
        for ids, words in TEST.findall(file.read_text()):
            sentence = re.sub(r"_s(?=_|$)", "’s", words).replace("_", " ")
            sentence = ABBREVIATIONS.sub(lambda m: SPELLED.get(m[1], m[1].upper()), sentence)
            for id in ids.strip("_").split("_"):
                found[id].append((sentence[0].upper() + sentence[1:], str(file.relative_to(ROOT))))
    return found


def attacks() -> dict[str, str]:
    return {
        id: attack for group in CATALOGUE.values() for id, attack in group.items() if id != "title"
    }


def made() -> str:
    found = promises()
    parts = [HEAD + "\n".join(f"| {key} | {each['title']} |" for key, each in CATALOGUE.items())]
    for key, group in CATALOGUE.items():
        parts.append(f"\n## {key}: {group['title']}\n")
        parts.append("| | attack | RFC | outcome | tests |\n|---|---|---|---|---|")
        for id, attack in group.items():
            if id != "title":
                said = [f"{sentence}." for sentence, _ in found[id]]
                said += [other[id] for other in (WITHOUT_TEST, OTHERWISE) if id in other]
                files = sorted({file for _, file in found[id]})
                links = ", ".join(f"[{Path(file).stem[5:]}](../{file})" for file in files)
                reference = ", ".join(REFERENCE.findall(attack))
                parts.append(
                    f"| {id} | {REFERENCE.sub('', attack)} | {reference or '–'} "
                    f"| {' '.join(said)} | {links or '–'} |"
                )
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TABLE.write_text(made())

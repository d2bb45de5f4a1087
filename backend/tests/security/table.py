"""docs/security-table.md: each attack, and what its tests promise, in the tests' own words.

Make it anew: python -m tests.security.table
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
HEAD = """# Attacks, and what happens to them

Made from the names of the tests by `python -m tests.security.table`, and compared with them by a
test. What is protected and what is not: [SECURITY.md](../.github/SECURITY.md).
"""


def promises() -> dict[str, list[tuple[str, str]]]:
    """Return for each id what its tests promise, and the file that holds them."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file in sorted(each for place in PLACES for each in place.glob("test_*.py")):
        for ids, words in TEST.findall(file.read_text()):
            sentence = re.sub(r"_s(?=_|$)", "’s", words).replace("_", " ")
            sentence = re.sub(r"\b(pkce|csrf|json|api|kib|utf)\b", lambda m: m[1].upper(), sentence)
            for id in ids.strip("_").split("_"):
                found[id].append((sentence[0].upper() + sentence[1:], str(file.relative_to(ROOT))))
    return found


def attacks() -> dict[str, str]:
    return {
        id: attack for group in CATALOGUE.values() for id, attack in group.items() if id != "title"
    }


def made() -> str:
    found = promises()
    parts = [HEAD]
    for group in CATALOGUE.values():
        parts.append(f"\n## {group['title']}\n\n| | attack | outcome | tests |\n|---|---|---|---|")
        for id, attack in group.items():
            if id != "title":
                said = [f"{sentence}." for sentence, _ in found[id]]
                said += [other[id] for other in (WITHOUT_TEST, OTHERWISE) if id in other]
                files = sorted({file for _, file in found[id]})
                links = ", ".join(f"[{Path(file).stem[5:]}](../{file})" for file in files)
                parts.append(f"| {id} | {attack} | {' '.join(said)} | {links or '–'} |")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TABLE.write_text(made())

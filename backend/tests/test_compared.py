"""What the app's README says of this app beside others is held by the tests that it names."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = (ROOT / "backend/tests", ROOT / "e2e/tests")


def rows() -> dict[str, str]:
    """Return for each feature what the table says about this app."""
    readme = (ROOT / "backend/rest_social_auth/README.md").read_text()
    table = readme.partition("\n## Compared with other packages\n")[2].partition("\n## ")[0]
    cells = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")]
    header, *features = cells
    assert len(features) > 20
    assert {len(row) for row in cells} == {len(header)} == {7}
    return {row[0].strip("| "): row[1] for row in features}


def test_each_feature_of_ours_names_a_test_that_exists():
    files = [file for place in PLACES for file in place.rglob("*.py")]
    tests = set(re.findall(r"^def (test_\w+)\(", "\n".join(f.read_text() for f in files), re.M))

    named = {feature: re.findall(r"`(test_\w+)`", cell) for feature, cell in rows().items()}

    assert {test for found in named.values() for test in found} - tests == set()
    assert [feature for feature in named if not named[feature]] == [
        feature for feature, cell in rows().items() if cell in {"no", "soon"}
    ]

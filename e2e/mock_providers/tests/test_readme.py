"""README.md tells the truth."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from mock_providers.__main__ import arguments
from mock_providers.catalogue.people import NEW, PEOPLE
from mock_providers.faults import ANSWER, STAGES

FOLDER = Path(__file__).parents[1]
README = (FOLDER / "README.md").read_text("utf-8")


def table(first: str) -> dict[str, str]:
    """Return the table below that first heading: what is in the first column, and the rest."""
    rows = re.findall(r"^\| (.+?) \|(.*)$", README[README.index(f"| {first} |") :], re.MULTILINE)
    body = rows[1 : next((n for n, row in enumerate(rows) if row[0] == "---"), None)]
    return {name: rest for name, rest in body if not name.startswith("-")}


def code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_people_are_the_ones_in_the_table() -> None:
    names = [name for cell in table("`mock_person`") for name in code(cell)]
    assert names[: len(PEOPLE) + 1] == [*PEOPLE, NEW["key"]]


def test_faults_are_the_ones_in_the_table() -> None:
    told = table("stage")
    assert code(told["every kind"]) == list(ANSWER)
    for stage, kinds in STAGES.items():
        row = next(rest for name, rest in told.items() if stage in code(name))
        own = [word for word in code(row) if not word.startswith("--")]
        assert set(own) == set(kinds) - (set(ANSWER) if "every kind" in row else set()), stage


def test_example_passes(tmp_path: Path) -> None:
    example = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[0]
    (tmp_path / "test_example.py").write_text(example, "utf-8")
    plugin = ["-p", "mock_providers.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:django"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_command_line_is_understood() -> None:
    words = re.findall(r"^mock-providers (.*)$", README, re.MULTILINE)[0].replace("'", "").split()
    given = arguments(words)
    assert (given.port, given.control) == (9400, True)
    assert given.redirect_uri == ["http://localhost:8000/callback/{provider}"]

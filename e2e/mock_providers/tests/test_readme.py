"""README.md agrees with the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from mock_providers.__main__ import arguments
from mock_providers.catalogue.people import NEW, PEOPLE
from mock_providers.faults import ANSWER, STAGES
from mock_providers.running import MockProviders

from .conftest import PROVIDERS, Play

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


def python_blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_example_passes(tmp_path: Path) -> None:
    [example] = [block for block in python_blocks() if "def test_" in block]
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


def test_detours_and_issuers_work_as_documented(mock_providers: MockProviders) -> None:
    snippets = [block for block in python_blocks() if "http://127.0.0.1:9400" in block]
    assert len(snippets) == 4
    for snippet in snippets:
        exec(snippet.replace("http://127.0.0.1:9400", mock_providers), {})  # noqa: S102 our own
    asked = [entry.url for entry in mock_providers.timeline()]
    assert asked == ["https://accounts.google.com/.well-known/openid-configuration"] * 2


def test_control_routes_do_what_they_say(play: Play) -> None:
    orders = re.findall(
        r"^curl (?:-d '(.*?)' |-X POST )localhost:9400(/_control/\S+)", README, re.M
    )
    assert len(orders) == 7
    for body, path in orders:
        assert play.send("POST", path, {}, {}, body.encode()).status < 300, path


def test_counts_of_faults_and_issuers_are_right() -> None:
    [told] = re.findall(r"\| (\d+) kinds, per grant", README)
    assert int(told) == sum(len(kinds) for kinds in STAGES.values())
    issuers = re.findall(r"`/([\w-]+)`", README[README.index("### An issuer") :][:400])
    assert {"oidc", "gitlab", "apple-id"} <= set(issuers)
    assert all("keys" in PROVIDERS[slug].data for slug in issuers)


def test_command_line_is_understood() -> None:
    words = re.findall(r"^mock-providers (.*)$", README, re.MULTILINE)[0].replace("'", "").split()
    given = arguments(words)
    assert (given.port, given.control) == (9400, True)
    assert given.redirect_uri == ["http://localhost:8000/callback/{provider}"]

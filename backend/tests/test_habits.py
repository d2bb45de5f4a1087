"""Projects that strangers wrote keep working, with their own models and settings."""

from __future__ import annotations

import pytest

from tests.test_drop_in import HERE, run

FOLDERS = ("moved", "club", "apart", "arrival")
PROMISES = [
    f"{folder}/{path.name}"
    for folder in FOLDERS
    for path in sorted((HERE / "stranger" / folder).glob("promise_*.py"))
]


@pytest.mark.parametrize("path", PROMISES)
def test_an_existing_project_keeps_working(mock_process, path):
    promised(path, mock_process.url)


def promised(path: str, mocks: str, environment: dict[str, str] | None = None) -> None:
    """Assert that the project of the path's folder keeps what this file promises."""
    folder, _, _ = path.partition("/")
    done = run(
        *("-m", "pytest", f"stranger/{path}", f"--ds=stranger.{folder}.settings", "-q"),
        *("--confcutdir", f"stranger/{folder}", "-p", "no:cacheprovider"),
        mocks=mocks,
        environment=environment,
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]

"""What a project has set for the libraries beside this app holds for this app as well."""

from __future__ import annotations

import pytest

from tests.test_drop_in import HERE, run

PROMISES = sorted(path.stem for path in (HERE / "stranger" / "house").glob("promise_*.py"))


@pytest.mark.parametrize("name", PROMISES)
def test_a_project_with_rules_of_its_own_keeps_them(mock_process, name):
    done = run(
        *("-m", "pytest", f"stranger/house/{name}.py", "--ds=stranger.house.settings", "-q"),
        *("--confcutdir", "stranger/house", "-p", "no:cacheprovider"),
        mocks=mock_process.url,
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]

"""A project with the habits of rest-social-auth 10 keeps them."""

from __future__ import annotations

import pytest

from tests.test_drop_in import HERE, run

PROMISES = sorted(path.stem for path in (HERE / "stranger" / "moved").glob("promise_*.py"))


@pytest.mark.parametrize("name", PROMISES)
def test_a_project_moved_from_rest_social_auth_10_keeps_its_habits(mock_process, name):
    done = run(
        *("-m", "pytest", f"stranger/moved/{name}.py", "--ds=stranger.moved.settings", "-q"),
        *("--confcutdir", "stranger/moved", "-p", "no:cacheprovider"),
        mocks=mock_process.url,
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]

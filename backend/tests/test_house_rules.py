"""A project's settings for other libraries apply to this app as well."""

from __future__ import annotations

from tests.test_drop_in import HERE, run


def test_a_project_with_rules_of_its_own_keeps_them(mock_process):
    promises = sorted(map(str, (HERE / "stranger" / "house").glob("promise_*.py")))
    assert promises
    done = run(
        *("-m", "pytest", *promises, "--ds=stranger.house.settings", "-q"),
        *("--confcutdir", "stranger/house", "-p", "no:cacheprovider"),
        mocks=mock_process.url,
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]

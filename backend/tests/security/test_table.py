"""Every attack of the catalogue has a test or a reason, and the table says what the tests say."""

from __future__ import annotations

import re

from tests.security.table import OTHERWISE, ROOT, TABLE, WITHOUT_TEST, attacks, made, promises


def test_every_attack_has_a_test_or_a_reason_and_none_has_both():
    tested, listed = {*promises()}, {*attacks()}

    assert listed - tested == {*WITHOUT_TEST}
    assert tested <= listed
    assert {*OTHERWISE} <= tested


def test_the_table_says_what_the_tests_promise():
    assert TABLE.read_text() == made(), "write it with: python -m tests.security.table"


def test_the_threat_model_lists_each_attack_under_a_guarantee():
    guarantees = (ROOT / ".github/SECURITY.md").read_text().partition("## What is guaranteed")[2]
    rows = re.findall(r"\| ([A-Z])01–\1(\d\d) \|$", guarantees, re.M)

    named = [f"{group}{n:02}" for group, last in rows for n in range(1, int(last) + 1)]
    assert sorted(named) == sorted(attacks())

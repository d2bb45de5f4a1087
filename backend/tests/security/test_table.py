"""Every attack of the catalogue has a test or a reason, and the table says what the tests say."""

from __future__ import annotations

from tests.security.table import TABLE, WITHOUT_TEST, attacks, made, promises


def test_every_attack_has_a_test_or_a_reason_and_none_has_both():
    tested, listed = {*promises()}, {*attacks()}

    assert listed - tested == {*WITHOUT_TEST}
    assert tested <= listed


def test_there_are_196_attacks():
    assert len(attacks()) == 196


def test_the_table_is_what_the_tests_promise():
    assert TABLE.read_text() == made(), "make it anew: python -m tests.security.table"

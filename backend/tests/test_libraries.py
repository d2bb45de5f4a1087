"""docs/guest.md lists every setting of the libraries, and each test that it names exists."""

from __future__ import annotations

import pytest

from tests.stranger.libraries import LIBRARIES, PAGE, files_of_tests, made, settings_of


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_setting_of_the_library_has_a_sentence_and_no_other_has(library):
    assert settings_of(library) == {*LIBRARIES[library]["settings"]}


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_works_names_the_tests_that_show_it_and_the_rest_a_reason(library):
    known = files_of_tests()
    for name, entry in LIBRARIES[library]["settings"].items():
        if "works" in entry:
            assert {*entry} == {"works", "by"}, name
            assert entry["by"], name
            assert {*entry["by"]} <= {*known}, name
        else:
            assert {*entry} == {"apart"}, name


def test_the_page_is_what_the_table_says():
    assert PAGE.read_text() == made(), "write it again: python -m tests.stranger.libraries"

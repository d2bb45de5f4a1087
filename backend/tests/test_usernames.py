"""Usernames that people recognise, whatever letters the provider sent."""

from __future__ import annotations

import re

import pytest

from demo.usernames import clean

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sent", "cleaned"),
    [
        ("ada.lovelace", "ada.lovelace"),
        ("ada@example.com", "ada@example.com"),
        ("zoë", "zoe"),
        ("zoë_大神", "zoe_DaShen"),
        ("Søren Ærø", "SorenAero"),
        ("Ωκεανός", "Okeanos"),
        ("Иван", "Ivan"),
        ("<b>ada</b>", "badab"),
        ("🦊", "fox"),
        ("\u200b", ""),
    ],
)
def test_letters_become_latin_ones(sent, cleaned):
    assert clean(sent) == cleaned


@pytest.mark.parametrize("sent", ["admin", "Ad.Min", "аdmin", "ａｄｍｉｎ", "me", "μe"])
def test_reserved_names_get_a_suffix_in_any_letters(sent):
    assert re.fullmatch(r"(?i)(ad\.?min|me)[0-9a-f]{4}", clean(sent))


@pytest.mark.parametrize("sent", ["大" * 150, "a" * 146 + "大" * 4, "ﷺ" * 150])
def test_no_name_grows_longer_than_the_column(sent):
    assert len(clean(sent)) <= 150


def test_a_person_with_an_unusual_name_gets_a_username_to_accept(visitor, settings):
    settings.SOCIAL_AUTH_CLEAN_USERNAME_FUNCTION = "demo.usernames.clean"

    assert visitor.sign_in("token_user", "github", "zoe").json()["username"] == "zoe_DaShen"


def test_two_people_with_one_name_get_two_usernames(visitor, another_visitor, settings):
    settings.SOCIAL_AUTH_CLEAN_USERNAME_FUNCTION = "demo.usernames.clean"

    names = {
        visitor.sign_in("token_user", provider, "zoe").json()["username"]
        for visitor, provider in ((visitor, "github"), (another_visitor, "gitlab"))
    }

    assert len(names) == 2
    assert all(name.startswith("zoe_DaShen") for name in names)

"""A user model with its own rules, and connections with another primary key."""

from __future__ import annotations

from uuid import UUID

import pytest
from stranger.club.models import Account, Member
from stranger.club.pipeline import form, options


def told(response):
    body = response.json()
    return response.status_code, body["code"], sorted(body.get("errors", {}))


@pytest.fixture
def grace(db):
    return Member.objects.create_user("grace@example.com", badge="B1", team="red", seat=1)


def test_the_address_is_the_username(visitor):
    assert visitor.sign_in("token").status_code == 200
    assert Member.objects.get().email == "ada@example.com"


@pytest.mark.parametrize("validates", [False, True])
def test_a_person_without_an_address_lacks_a_claim(visitor, validates):
    Member.validates = validates

    assert told(visitor.sign_in("token", "sam")) == (502, "missing_claim", [])
    assert not Member.objects.exists()


@pytest.mark.parametrize("validates", [False, True])
def test_a_taken_address_is_not_called_a_username(visitor, validates):
    Member.objects.create_user("ada@example.com")
    Member.validates = validates

    assert told(visitor.sign_in("token")) == (409, "email_in_use", ["email"])
    assert not Account.objects.exists()


@pytest.mark.parametrize("validates", [False, True])
def test_a_unique_column_is_named(visitor, grace, validates):
    Member.validates = validates
    form["badge"] = "B1"

    assert told(visitor.sign_in("token")) == (409, "conflict", ["badge"])
    assert Member.objects.get() == grace


def test_the_columns_of_a_unique_constraint_are_named(visitor, grace):
    form.update(team="red", seat=1)

    assert told(visitor.sign_in("token")) == (409, "conflict", ["seat", "team"])


def test_any_other_constraint_is_a_conflict(visitor):
    form["age"] = 12

    assert told(visitor.sign_in("token")) == (409, "conflict", [])


def test_a_required_column_without_a_value_is_a_missing_claim(visitor):
    form["motto"] = None

    assert told(visitor.sign_in("token")) == (502, "missing_claim", [])


def test_no_value_is_listed(visitor, grace):
    form["badge"] = "B1"

    assert "B1" not in visitor.sign_in("token").content.decode()


@pytest.mark.parametrize("kind", ["token", "session"])
def test_a_new_member_who_waits_for_approval_is_kept(visitor, kind):
    options["approval"] = True

    assert told(visitor.sign_in(kind)) == (403, "account_disabled", [])
    member = Member.objects.get()
    assert Account.objects.get().user == member
    assert "_auth_user_id" not in visitor.session

    assert told(visitor.sign_in(kind)) == (403, "account_disabled", [])
    member.is_active = True
    member.save()
    assert visitor.sign_in(kind).status_code == 200
    assert Member.objects.get() == member


def test_nothing_is_written_for_a_member_who_was_deactivated(visitor):
    visitor.sign_in("token")
    Account.objects.update(extra_data={})
    Member.objects.update(is_active=False)

    assert told(visitor.sign_in("token")) == (403, "account_disabled", [])
    assert Account.objects.get().extra_data == {}


def test_a_connection_is_found_by_its_own_primary_key(visitor):
    visitor.sign_in("session")

    [listed] = visitor.get("/api/social/connections/").json()

    assert UUID(listed["id"]) == Account.objects.get().pk
    gone = visitor.delete("/api/social/connections/9b0e7d0a-6b35-4c1c-8f0e-0f0e0f0e0f0e/")
    assert told(gone) == (404, "not_found", [])
    last = visitor.delete(f"/api/social/connections/{listed['id']}/")
    assert told(last) == (403, "disconnect_disallowed", [])

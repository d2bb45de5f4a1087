"""JWTs after the sign-in: refreshed once, verified, revoked; and the other kinds of JWT."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from rest_framework_simplejwt.tokens import SlidingToken

ADA = {"username": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}


@pytest.fixture
def pair(visitor):
    return visitor.sign_in("jwt").json()


def refresh(visitor, token):
    return visitor.post("/api/token/refresh/", {"refresh": token}, format="json")


def test_refreshing_gives_a_new_pair_that_works(visitor, pair):
    renewed = refresh(visitor, pair["refresh"]).json()

    assert sorted(renewed) == ["access", "refresh"]
    headers = {"Authorization": f"Bearer {renewed['access']}"}
    assert visitor.get("/api/me/", headers=headers).json()["user"]["username"] == "ada"
    assert refresh(visitor, renewed["refresh"]).status_code == 200


def test_a_refresh_token_works_once_and_a_second_use_ends_all_of_them(visitor, pair):
    child = refresh(visitor, pair["refresh"]).json()["refresh"]

    again = refresh(visitor, pair["refresh"])

    assert (again.status_code, again.json()["code"]) == (401, "token_not_valid")
    assert refresh(visitor, child).status_code == 401


def test_a_refresh_token_of_a_deleted_user_is_refused(visitor, pair):
    get_user_model().objects.get().delete()

    response = refresh(visitor, pair["refresh"])

    assert (response.status_code, response.json()["code"]) == (401, "token_not_valid")


def test_a_refresh_token_of_a_deactivated_user_is_refused(visitor, pair):
    get_user_model().objects.update(is_active=False)

    assert refresh(visitor, pair["refresh"]).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", None, 5, ["x"]])
def test_anything_but_a_refresh_token_is_refused(visitor, db, token):
    assert refresh(visitor, token).status_code in {400, 401}


def test_a_token_is_verified(visitor, pair):
    def verify(token):
        return visitor.post("/api/token/verify/", {"token": token}, format="json").status_code

    assert verify(pair["token"]) == 200
    assert verify(pair["token"][:-4] + "AAAA") == 401


@pytest.mark.parametrize(("path", "status"), [("token/revoke/", 200), ("logout/", 204)])
def test_a_revoked_refresh_token_is_dead(visitor, pair, path, status):
    body = {"refresh": pair["refresh"]}

    assert visitor.post(f"/api/{path}", body, format="json").status_code == status
    assert refresh(visitor, pair["refresh"]).status_code == 401


def test_signing_out_twice_is_signed_out(visitor, pair):
    body = {"refresh": pair["refresh"]}

    assert visitor.post("/api/logout/", body, format="json").status_code == 204
    assert visitor.post("/api/logout/", body, format="json").status_code == 204


@pytest.mark.parametrize("provider", ["github", "twitter"])
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("jwt-pair", {"token", "refresh"}),
        ("jwt-pair-user", {"token", "refresh", "id", *ADA}),
        ("jwt-sliding", {"token"}),
        ("jwt-sliding-user", {"token", "id", *ADA}),
    ],
)
def test_the_other_kinds_of_jwt_respond_as_the_package_did(visitor, provider, kind, fields):
    response = visitor.sign_in(kind, provider)

    assert response.status_code == 200
    assert set(response.json()) == fields


def test_a_sliding_token_is_one(visitor):
    token = visitor.sign_in("jwt-sliding").json()["token"]

    assert SlidingToken(token)["user_id"] == str(get_user_model().objects.get().pk)

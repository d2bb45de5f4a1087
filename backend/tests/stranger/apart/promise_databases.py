"""Users, connections and tokens in another database than sessions."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from social_django.models import UserSocialAuth
from stranger.house.visitor import BEGIN, CONNECTIONS, JWT, TOKEN, post

# Not in the test's own transaction, so that a lock without one is an error.
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "people"])
REFRESH = "/api/token/refresh/"


@pytest.fixture
def owner(visitor):
    """A signed-in visitor with two connections."""
    token = visitor.sign_in("token").json()["token"]
    visitor.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    user = get_user_model().objects.get()
    UserSocialAuth.objects.create(user=user, provider="twitter", uid="1")
    return visitor


@pytest.mark.parametrize("kind", ["session", "token", "jwt", "knox"])
def test_somebody_signs_in_and_comes_back(visitor, kind):
    assert [visitor.sign_in(kind).status_code for _ in range(2)] == [200, 200]

    assert get_user_model().objects.using("people").count() == 1
    assert UserSocialAuth.objects.using("people").count() == 1


def test_a_flow_is_kept_beside_the_sessions(visitor):
    state = post(visitor, f"{BEGIN}github/").json()["state"]
    assert Session.objects.using("default").count() == 1

    response = post(visitor, f"{TOKEN}github/", {"code": "wrong", "state": state})

    assert response.json()["code"] == "authorization_code_rejected"
    assert Session.objects.using("default").count() == 0


def test_an_unlink_locks_the_user_where_the_user_is(owner):
    connection = UserSocialAuth.objects.get(provider="github")

    response = owner.delete(f"{CONNECTIONS}{connection.pk}/")

    assert response.status_code == 200, response.content
    assert UserSocialAuth.objects.get().provider == "twitter"
    owner.credentials(HTTP_AUTHORIZATION=f"Token {response.json()['token']}")
    assert owner.get(CONNECTIONS).status_code == 200


def test_a_refresh_token_works_once(visitor):
    first = visitor.sign_in("jwt").json()["refresh"]

    second = post(visitor, REFRESH, {"refresh": first}).json()["refresh"]
    again = post(visitor, REFRESH, {"refresh": first})

    assert again.status_code == 401
    assert post(visitor, REFRESH, {"refresh": second}).status_code == 401, "of the same family"


def test_a_deleted_user_signs_up_anew(visitor):
    visitor.sign_in("jwt")
    get_user_model().objects.get().delete()

    assert visitor.sign_in("jwt").status_code == 200
    assert post(visitor, f"{JWT}github/", {}).status_code == 400

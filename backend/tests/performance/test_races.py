"""Concurrent sign-ins, on separate threads, with a database file like the demo's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.test import Client
from rest_framework.authtoken.models import Token
from social_core.pipeline import DEFAULT_AUTH_PIPELINE
from social_django.models import UserSocialAuth

from rest_social_auth.pipeline import PIPELINE

AT_ONCE = 16
PIPELINES = pytest.mark.parametrize(
    "pipeline", [PIPELINE, DEFAULT_AUTH_PIPELINE], ids=["ours", "social-core's"]
)


@pytest.fixture
def sign_in_all(provider, settings, database_file):
    """Sign all these people in at the same moment; return the responses."""
    settings.REST_SOCIAL_MOCK_URL = provider.url

    def sign_in_all(people: list[str], kind: str = "token_user") -> list[dict]:
        bodies = [{"code": person} for person in people]
        answers = post_at_once(f"/api/login/social/{kind}/github/", bodies)
        assert {each.status_code for each in answers} == {200}, [each.content for each in answers]
        return [each.json() for each in answers]

    return sign_in_all


def post_at_once(path: str, bodies: list[dict]) -> list:
    """Post each body on its own thread, all at the same moment; return the responses."""
    start = Barrier(len(bodies))

    def post(body: dict):
        start.wait()
        try:
            return Client().post(path, body)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(post, bodies))


def no_orphans() -> bool:
    return not get_user_model().objects.filter(social_auth=None).exists()


@PIPELINES
def test_one_person_signing_in_sixteen_times_at_once_is_one_user(sign_in_all, settings, pipeline):
    settings.SOCIAL_AUTH_PIPELINE = pipeline

    answers = sign_in_all(["ada"] * AT_ONCE)

    assert len({each["token"] for each in answers}) == 1
    assert Token.objects.count() == UserSocialAuth.objects.count() == 1
    assert [user.username for user in get_user_model().objects.all()] == ["ada"]


@PIPELINES
def test_sixteen_people_with_one_username_are_sixteen_users(sign_in_all, settings, pipeline):
    settings.SOCIAL_AUTH_PIPELINE = pipeline

    answers = sign_in_all([f"ada-{number}" for number in range(AT_ONCE)])

    names = sorted(each["username"] for each in answers)
    assert len(set(names)) == AT_ONCE
    assert names[0] == "ada"
    assert all(name.startswith("ada") for name in names)
    assert len({each["token"] for each in answers}) == AT_ONCE
    assert get_user_model().objects.count() == UserSocialAuth.objects.count() == AT_ONCE
    assert no_orphans()


def test_a_user_without_a_token_gets_one_from_sixteen_concurrent_requests(sign_in_all):
    sign_in_all(["ada"], "jwt_user")

    answers = sign_in_all(["ada"] * AT_ONCE)

    assert len({each["token"] for each in answers}) == Token.objects.count() == 1


def test_a_refresh_token_works_for_one_of_sixteen_concurrent_requests(sign_in_all):
    [pair] = sign_in_all(["ada"], "jwt")

    answers = post_at_once("/api/token/refresh/", [{"refresh": pair["refresh"]}] * AT_ONCE)

    statuses = sorted(each.status_code for each in answers)
    assert statuses == [200] + [401] * (AT_ONCE - 1), [each.content for each in answers]
    child = next(each for each in answers if each.status_code == 200).json()["refresh"]
    again = Client().post("/api/token/refresh/", {"refresh": child})
    assert again.status_code == 401, "fifteen uses too many ended the family"


@pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="elsewhere social_django knows the constraint by the model's field, which is not unique",
)
def test_a_duplicate_unique_address_is_refused_with_a_sentence(sign_in_all, client):
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX auth_user_email_key ON auth_user (email)")
    try:
        sign_in_all(["ada"])
        get_user_model().objects.update(email="bob@example.com")

        response = client.post("/api/login/social/token/github/", {"code": "bob"})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX auth_user_email_key")

    assert response.status_code < 500, response.content
    assert response.json()["code"] == "email_in_use"
    assert get_user_model().objects.count() == 1

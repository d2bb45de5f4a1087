"""Unlinking, deactivating, deleting and renewing while somebody signs in, on separate threads.

The result is always as if one had happened after the other: nobody is signed in
afterwards who should not be, no row comes back, and nobody gets a 500. EXHAUSTIVE=1 makes fifty
trials of each; it takes a sample without.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from itertools import count
from random import Random
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from knox.models import AuthToken
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.tokens import RefreshToken
from social_django.models import UserSocialAuth

from rest_social_auth.accounts import recent_sign_in
from tests.exhaustive import EXHAUSTIVE

TRIALS = 50 if EXHAUSTIVE else 4
KINDS = ["jwt", "token_user", "session", "jwt-pair-user"]
ROWS = [UserSocialAuth, Token, AuthToken]
number = count()


@pytest.fixture(autouse=True)
def at_the_provider(provider, settings, database_file):
    settings.REST_SOCIAL_MOCK_URL = provider.url


class Person:
    """Somebody with two ways in and no password, whose profile has a name that is new here."""

    def __init__(self) -> None:
        self.name = f"person{next(number)}"
        self.user = get_user_model().objects.create_user(self.name)
        self.connection, self.other = (
            self.user.social_auth.create(
                provider=provider,
                uid=f"mock:{self.name}",
                id_key="id",
                extra_data={recent_sign_in.KEY: recent_sign_in.now()},
            )
            for provider in ("github", "facebook")
        )

    def sign_in(self, kind: str):
        """Return the browser, the kind of login and its response."""
        browser = Client(raise_request_exception=False)
        path = f"/api/login/social/{kind}/github/"
        return browser, kind, browser.post(path, {"code": self.name})

    def unlink(self) -> None:
        token = Token.objects.get_or_create(user=self.user)[0]
        headers = {"Authorization": f"Token {token.key}"}
        path = f"/api/social/connections/{self.connection.pk}/"
        response = Client(raise_request_exception=False).delete(path, headers=headers)
        # 401: somebody else's unlink has ended the token.
        assert response.status_code in {200, 401}, response.content
        assert response.status_code == 200 or not self.linked()
        self.renewed = response.json().get("token")

    def linked(self) -> bool:
        return UserSocialAuth.objects.filter(pk=self.connection.pk).exists()

    def deactivate(self) -> None:
        get_user_model().objects.filter(pk=self.user.pk).update(is_active=False)

    def delete(self) -> None:
        get_user_model().objects.get(pk=self.user.pk).delete()

    def is_signed_in(self, browser, kind, response) -> bool:
        """Return True if what a sign-in responded with is accepted as this user's now."""
        if response.status_code != 200:
            return False
        if kind.startswith("jwt"):
            body = {"refresh": response.json()["refresh"]}
            renewed = browser.post("/api/token/refresh/", body)
            assert renewed.status_code in {200, 401}, renewed.content
            owner = RefreshToken(body["refresh"], verify=False)["user_id"]
            return renewed.status_code == 200 and owner == str(self.user.pk)
        headers = (
            {"Authorization": f"Token {response.json()['token']}"} if kind != "session" else {}
        )
        user = browser.get("/api/me/", headers=headers).json().get("user")
        return user is not None and user["id"] == self.user.pk


def at_once(*acts):
    """Do all these at the same moment; return what they return."""
    start = Barrier(len(acts))

    def one(act):
        start.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(one, act) for act in acts]]


def trials(in_flight: int, end: str):
    """Sign people in while this happens, a moment later each time; return the results."""
    moments = Random(in_flight)  # noqa: S311
    for _ in range(TRIALS):
        person, later = Person(), moments.uniform(0, 0.03)

        def ending(person=person, later=later):
            time.sleep(later)
            getattr(person, end)()

        kinds = [KINDS[(next(number) + each) % len(KINDS)] for each in range(in_flight)]
        acts = [lambda kind=kind, person=person: person.sign_in(kind) for kind in kinds]
        *sign_ins, _ = at_once(*acts, ending)
        for _, kind, response in sign_ins:
            assert response.status_code in {200, 403}, (kind, response.content)
        assert not [kind for b, kind, a in sign_ins if person.is_signed_in(b, kind, a)]
        yield person


IN_FLIGHT = pytest.mark.parametrize("in_flight", [1, 2, 4, 8])


@IN_FLIGHT
def test_an_unlink_wins_over_a_concurrent_sign_in(in_flight):
    for person in trials(in_flight, "unlink"):
        assert not person.linked()
        assert list(person.user.social_auth.all()) == [person.other]
        assert [each.key for each in Token.objects.filter(user=person.user)] == [person.renewed]


@IN_FLIGHT
def test_a_deactivated_user_stays_deactivated_during_a_sign_in(in_flight):
    for person in trials(in_flight, "deactivate"):
        person.user.refresh_from_db()
        assert person.user.is_active is False
        assert UserSocialAuth.objects.filter(uid=f"mock:{person.name}").count() == 2


@IN_FLIGHT
def test_a_deleted_user_does_not_come_back_during_a_sign_in(in_flight):
    for person in trials(in_flight, "delete"):
        assert not get_user_model().objects.filter(pk=person.user.pk).exists()
        for model in ROWS:
            assert not model.objects.exclude(user__in=get_user_model().objects.all()).exists()
        assert not person.linked()


def test_an_unlink_ends_sessions_whose_user_is_given_a_new_name_meanwhile():
    """The name is written late in a sign-in, and must not write the old password back."""
    for person in trials(4, "unlink"):
        before = person.user.password
        person.user.refresh_from_db()
        assert person.user.password != before
        assert person.user.first_name in {"", "Ada"}


@pytest.mark.parametrize("in_flight", [2, 6])
def test_renewals_and_an_unlink_do_not_wait_for_each_other(in_flight):
    for _ in range(TRIALS):
        person = Person()
        refresh = [person.sign_in("jwt")[2].json()["refresh"] for _ in range(in_flight)]

        def renew(token):
            browser = Client(raise_request_exception=False)
            for _ in range(12):
                response = browser.post("/api/token/refresh/", {"refresh": token})
                assert response.status_code in {200, 401}, response.content
                if response.status_code == 401:
                    break
                token = response.json()["refresh"]
            return token

        acts = [lambda token=token: renew(token) for token in refresh]
        *last, _ = at_once(*acts, person.unlink)

        assert not person.linked()
        answers = [Client().post("/api/token/refresh/", {"refresh": token}) for token in last]
        assert {each.status_code for each in answers} == {401}


def test_signing_out_and_renewing_concurrently_does_not_deadlock():
    for _ in range(TRIALS):
        person = Person()
        token = person.sign_in("jwt")[2].json()["refresh"]
        body = {"refresh": token}

        out, renewed, _ = at_once(
            lambda body=body: Client().post("/api/logout/", body),
            lambda body=body: Client().post("/api/token/refresh/", body),
            person.unlink,
        )

        assert out.status_code == 204
        assert renewed.status_code in {200, 401}
        assert Client().post("/api/token/refresh/", body).status_code == 401


COOKIES = "/api/login/social/jwt-cookie/refresh/"


@pytest.mark.parametrize("in_flight", [2, 6])
def test_renewals_by_cookie_do_not_survive_signing_out_everywhere(in_flight):
    for _ in range(TRIALS):
        person = Person()
        browsers = [person.sign_in("jwt-cookie")[0] for _ in range(in_flight)]
        key = Token.objects.create(user=person.user).key

        def renew(browser):
            for _ in range(12):
                response = browser.post(COOKIES)
                assert response.status_code in {204, 401}, response.content
                if response.status_code == 401:
                    break

        def everywhere(key=key):
            headers = {"Authorization": f"Token {key}"}
            return Client().post("/api/logout/everywhere/", headers=headers)

        acts = [lambda browser=browser: renew(browser) for browser in browsers]
        *_, out = at_once(*acts, everywhere)

        assert out.status_code == 204
        assert {browser.post(COOKIES).status_code for browser in browsers} == {401}
        assert not Token.objects.filter(user=person.user).exists()


def test_a_refresh_cookie_sent_eight_times_at_once_is_renewed_once_and_ends():
    browser, _, _ = Person().sign_in("jwt-cookie")

    def renew():
        tab = Client(raise_request_exception=False)
        tab.cookies = SimpleCookie({name: each.value for name, each in browser.cookies.items()})
        return tab.post(COOKIES), tab

    answers = at_once(*[renew] * 8)

    assert sorted(each.status_code for each, _ in answers) == [204, *[401] * 7]
    assert {tab.post(COOKIES).status_code for _, tab in answers} == {401}

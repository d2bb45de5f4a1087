"""D, and other races: sixteen concurrent requests, in one process and in four.

On SQLite, as the demo has it, or on the database of TEST_DATABASE_URL (`make test-services`).
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import requests

from tests.exhaustive import EXHAUSTIVE
from tests.performance.provider import running
from tests.secrets_watch import the_watch
from tests.security.served import (
    THREADS,
    Served,
    at_once,
    counts,
    environment,
    served,
    statuses,
    told,
)
from tests.security.support import KINDS

AT_ONCE = 16
ROUNDS = 5
PLACES = THREADS * 3 // 4  # that one provider may take, by config/settings.py
HANGING = PLACES + 8
OWN = os.environ.get("TEST_DATABASE_URL", "")  # noqa: TID251
TWO_WAYS_IN = """
import json
from django.contrib.auth import get_user_model
from rest_framework.authtoken.models import Token
from rest_social_auth.accounts import recent_sign_in
user = get_user_model().objects.create(username="%s-two-ways", password="!")
now = {recent_sign_in.KEY: recent_sign_in.now()}
both = [(p, user.pk) for p in ("github", "facebook")]
ids = [user.social_auth.create(provider=p, uid=u, extra_data=now).pk for p, u in both]
print(json.dumps([Token.objects.create(user=user).key, *ids]))
"""


@pytest.fixture(scope="module")
def provider():
    with running() as provider:
        yield provider


@pytest.fixture(scope="module")
def database(provider, tmp_path_factory):
    url = OWN or f"sqlite:///{tmp_path_factory.mktemp('race') / 'db.sqlite3'}"
    Served("", environment(url, provider.url)).manage("migrate", "-v0")
    return url


@pytest.fixture(scope="module", params=[1, 4], ids=["one process", "four processes"])
def app(request, database, provider):
    with served(database, provider.url, workers=request.param) as app:
        app.name = f"{request.param}p"  # so that its people are its own
        yield app


def sign_in(app, kind="token_user"):
    """Return a function that signs a person in with a code that has the person's name."""
    return lambda person: app.post(f"login/social/{kind}/github/", {"code": f"{app.name}{person}"})


def test_D01_D08_sixteen_concurrent_first_sign_ins_create_one_user_and_one_token(app):
    for round in range(ROUNDS):
        before = app.counts()

        answers = at_once(sign_in(app), [f"one{round}"] * AT_ONCE)

        assert statuses(answers) == {200: AT_ONCE}, told(answers)
        assert len({each.json()["id"] for each in answers}) == 1
        assert len({each.json()["token"] for each in answers}) == 1
        made = {name: count - before[name] for name, count in app.counts().items()}
        assert made == {"users": 1, "connections": 1, "tokens": 1, "orphans": 0}


def test_D02_sixteen_people_with_one_username_become_sixteen_users(app):
    for round in range(ROUNDS):
        before = app.counts()

        answers = at_once(sign_in(app), [f"same-{round}-{each}" for each in range(AT_ONCE)])

        assert statuses(answers) == {200: AT_ONCE}, told(answers)
        assert len({each.json()["username"] for each in answers}) == AT_ONCE
        made = {name: count - before[name] for name, count in app.counts().items()}
        assert made == {"users": AT_ONCE, "connections": AT_ONCE, "tokens": AT_ONCE, "orphans": 0}


def test_F22_eight_flows_that_begin_at_once_in_one_browser_all_end(app):
    """The browser is new in each round: no request has another's cookie, or a session."""
    for round in range(100 if EXHAUSTIVE else 5):
        cookies: dict[str, str] = {}
        begun = at_once(lambda _: app.post("login/social/begin/github/", {}), [None] * 8)
        for each in begun:
            cookies |= each.cookies.get_dict()

        def end(response, cookies=cookies, round=round):
            body = {"code": f"{app.name}tab{round}", "state": response.json()["state"]}
            return app.post("login/social/token/github/", body, **{"Cookie": header(cookies)})

        assert statuses(at_once(end, begun)) == {200: 8}
        assert len(cookies) == 8
    assert statuses(at_once(end, begun)) == {403: 8}, "each once"


def header(cookies):
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def test_F05_a_state_sent_to_eight_endpoints_at_once_signs_in_exactly_once(app):
    browser = requests.Session()
    csrf = browser.get(f"{app.url}/api/me/").json()["csrf_token"]
    begun = app.post("login/social/begin/github/", {}, browser, **{"X-CSRFToken": csrf}).json()
    body = {"code": f"{app.name}stateful", "state": begun["state"]}
    cookies = browser.cookies.get_dict()

    def finish(kind):
        url = f"{app.url}/api/login/social/{kind}/github/"
        headers = {"X-CSRFToken": csrf}
        return requests.post(url, json=body, cookies=cookies, headers=headers, timeout=60)

    doors = [*KINDS, "jwt-pair", "jwt-sliding", "jwt-pair-user"]
    answers = at_once(finish, doors)

    assert statuses(answers) == {200: 1, 403: 7}, told(answers)


def test_T08_a_refresh_token_sent_sixteen_times_at_once_is_renewed_once(app):
    refresh = sign_in(app, "jwt")("refresher").json()["refresh"]

    answers = at_once(lambda _: app.post("token/refresh/", {"refresh": refresh}), [None] * AT_ONCE)

    assert statuses(answers) == {200: 1, 401: AT_ONCE - 1}, told(answers)
    child = next(each for each in answers if each.status_code == 200).json()["refresh"]
    assert app.post("token/refresh/", {"refresh": child}).status_code == 401


def test_D09_U16_unlinking_the_last_two_connections_at_once_leaves_one(app):
    before = app.counts()["connections"]
    token, *ids = app.shell(TWO_WAYS_IN % app.name)
    headers = {"Authorization": f"Token {token}"}

    def unlink(id):
        url = f"{app.url}/api/social/connections/{id}/"
        return requests.delete(url, headers=headers, timeout=60)

    answers = at_once(unlink, ids)

    # One is unlinked, and its response has the new token with which the caller continues.
    unlinked = [each for each in answers if each.status_code == 200]
    assert [each.json().keys() for each in unlinked] == [{"token"}], told(answers)
    assert app.counts()["connections"] == before + 1


def test_D05_a_locked_database_is_waited_for(app):
    if not app.database.startswith("sqlite:///"):
        pytest.skip("only SQLite locks the whole database")
    locked = threading.Event()

    def lock():
        file = sqlite3.connect(app.database.removeprefix("sqlite:///"), isolation_level=None)
        file.execute("BEGIN IMMEDIATE")
        locked.set()
        time.sleep(1.5)
        file.execute("ROLLBACK")
        file.close()

    thread = threading.Thread(target=lock)
    thread.start()
    locked.wait()
    response = sign_in(app)("patient")
    thread.join()

    assert response.status_code == 200, response.text


def test_D05_a_database_locked_for_too_long_is_reported(provider, database):
    if not database.startswith("sqlite:///"):
        pytest.skip("only SQLite locks the whole database")
    file = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)
    with served(f"{database}?timeout=1", provider.url, workers=1) as app, closing(file):
        before = counts(database)
        file.execute("BEGIN IMMEDIATE")
        response = sign_in(app)("unlucky")
        file.execute("ROLLBACK")

        assert (response.status_code, response.json()["code"]) == (503, "storage_unavailable")
        assert int(response.headers["Retry-After"]) > 0
        assert counts(database) == before
        assert sign_in(app)("unlucky").status_code == 200


def test_each_process_logs_its_attempts_to_a_file_that_the_watch_reads(app):
    token = sign_in(app)("logged").json()["token"]

    lines = app.log.read_text().splitlines()
    assert [each for each in lines if "provider=github status=200 code=ok" in each]
    assert token in the_watch().secrets


def test_K09_no_response_reveals_a_server_version(app):
    response = requests.get(f"{app.url}/api/me/", timeout=30)

    assert response.headers.get("Server") in {None, "gunicorn"}
    assert "X-Powered-By" not in response.headers


def test_I05_a_body_without_a_length_is_not_read(app):
    def chunks():
        for _ in range(1000):
            yield b'{"code": "' + b"x" * 1000

    response = requests.post(f"{app.url}/api/login/social/token/github/", data=chunks(), timeout=30)

    assert response.status_code in {400, 413, 415}


@pytest.fixture
def app_of_two_hosts(database, provider):
    """An app whose GitHub has a separate host, besides the host of all mock providers."""
    more = {
        "DJANGO_SETTINGS_MODULE": "tests.security.github_elsewhere",
        "SOCIAL_AUTH_GITHUB_KEY": "key",
        "SOCIAL_AUTH_GITHUB_SECRET": "secret",
    }
    with (
        running() as github,
        served(database, provider.url, workers=1, STAND_IN=github.url, **more) as app,
    ):
        app.name = "two-hosts"
        yield app


def test_P24_a_hanging_provider_does_not_slow_the_others(app_of_two_hosts, provider, monkeypatch):
    app = app_of_two_hosts
    let_go = threading.Event()
    waiting = []
    response = provider.answer

    def hang(path, headers, body):
        if not path.startswith("/graph.facebook.com"):
            return response(path, headers, body)
        waiting.append(path)
        let_go.wait(20)
        return {}

    monkeypatch.setattr(provider, "answer", hang)
    url = f"{app.url}/api/login/social/token/facebook/"

    def never(_):
        return requests.post(url, json={"code": "x"}, timeout=60).status_code

    with ThreadPoolExecutor(HANGING) as pool:
        hanging = [pool.submit(never, None) for _ in range(HANGING)]
        while len(waiting) < PLACES:
            time.sleep(0.05)
        started = time.monotonic()
        answers = [sign_in(app)(f"quick-{number}") for number in range(5)]
        seconds = time.monotonic() - started
        let_go.set()

    assert statuses(answers) == {200: 5}, told(answers)
    assert seconds < 15  # the others hang for twenty
    assert {each.result() for each in hanging} <= {502, 504}

"""Any replica can handle any step, one that dies interrupts nobody, and storage may come back."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import requests
from redis import Redis as Client

from tests.services.visitor import Failed, begin, sign_in, sign_in_with_patience, step

PEOPLE = 200
AT_ONCE = 16


def rows(postgres, table: str) -> int:
    address = f"host=127.0.0.1 port={postgres.port} user=social dbname=postgres"
    with psycopg.connect(address) as connection:
        [(found,)] = connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return found


def test_any_replica_can_handle_any_step(proxy, postgres):
    tokens = {sign_in(proxy.url, f"person{number}") for number in range(9)}

    assert len(tokens) == 9
    assert rows(postgres, "auth_user") == 9


def test_flows_that_begin_at_once_in_one_browser_all_complete(proxy, postgres):
    """In each of a hundred new browsers, eight, whose records are in Redis."""

    def post(path, body=None, cookies=None):
        return requests.post(f"{proxy.url}{path}", json=body, cookies=cookies, timeout=30)

    with ThreadPoolExecutor(8) as pool:
        for number in range(100):
            begun = list(pool.map(post, ["/api/login/social/begin/github/"] * 8))
            cookies = {k: v for each in begun for k, v in each.cookies.get_dict().items()}
            callbacks = [{"code": f"person{number}", "state": step(b)["state"]} for b in begun]

            def complete(callback, cookies=cookies):
                return post("/api/login/social/token/github/", callback, cookies)

            assert len(cookies) == 8
            assert len({step(each)["token"] for each in pool.map(complete, callbacks)}) == 1
        assert {each.status_code for each in pool.map(complete, callbacks)} == {403}, "each once"
    assert rows(postgres, "auth_user") == 100


def test_a_replica_that_dies_loses_and_doubles_nobody(proxy, replicas, postgres):
    people = [f"person{number}" for number in range(PEOPLE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [pool.submit(sign_in_with_patience, proxy.url, each) for each in people]
        while sum(each.done() for each in answers) < PEOPLE // 4:
            time.sleep(0.01)
        replicas[0].kill()
        tokens = {each.result() for each in answers}

    assert len(tokens) == PEOPLE
    for table in ["auth_user", "social_auth_usersocialauth", "authtoken_token"]:
        assert rows(postgres, table) == PEOPLE


def test_sixteen_threads_at_two_replicas_make_one_user(proxy, postgres):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        tokens = set(pool.map(lambda _: sign_in(proxy.url, "ada"), range(AT_ONCE * 4)))

    assert len(tokens) == 1
    assert rows(postgres, "auth_user") == rows(postgres, "social_auth_usersocialauth") == 1


def test_sessions_that_are_gone_for_a_moment_come_back(proxy, redis):
    assert sign_in(proxy.url, "ada")
    redis.stop()
    assert_unavailable(proxy.url)
    redis.start()

    assert sign_in_with_patience(proxy.url, "ada")


def test_a_full_redis_refuses_new_sign_ins_and_ends_none(proxy, redis):
    person = requests.Session()
    callback = {"code": "ada", "state": begin(person, proxy.url)["state"]}
    step(person.post(f"{proxy.url}/api/login/social/session/github/", json=callback))
    store = Client(port=redis.port)
    used = store.info("memory")["used_memory"]
    store.config_set("maxmemory-policy", "noeviction")
    store.config_set("maxmemory", used + 100_000)

    with pytest.raises(Failed, match="storage_unavailable"):
        begin_many(proxy.url)

    assert step(person.get(f"{proxy.url}/api/me/"))["user"]["username"] == "ada"
    store.config_set("maxmemory", 0)
    assert sign_in(proxy.url, "zoe")


def begin_many(url: str) -> None:
    for _ in range(1000):
        begin(requests.Session(), url)


def test_a_database_that_is_gone_for_a_moment_comes_back(proxy, postgres):
    token = sign_in(proxy.url, "ada")
    postgres.stop()
    assert_unavailable(proxy.url)
    postgres.start()

    assert sign_in_with_patience(proxy.url, "ada") == token


def assert_unavailable(url: str) -> None:
    """The processes live, are not ready, and say when to come back."""
    assert requests.get(f"{url}/healthz", timeout=9).status_code == 200
    assert requests.get(f"{url}/readyz", timeout=9).status_code == 503
    with pytest.raises(Failed, match="storage_unavailable"):
        sign_in(url, "ada")

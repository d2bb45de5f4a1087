"""docker-compose.yml on Docker itself, used as docs/operate.md says.

The machine must know restsocialexample.com (hosts.example), and have ports 80 and 443 free.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.engine.project import Project
from tests.services.documented import commands
from tests.services.visitor import sign_in

HOST = "restsocialexample.com"
PAGE = f"https://{HOST}"
SIGN_INS, A_SECOND = 500, 5


@pytest.fixture(scope="module")
def authority(production: Project, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("authority") / "root.crt"
    file.write_text(export(production))
    return str(file)


def export(project: Project) -> str:
    [_, documented] = commands("Install")
    project.shell(documented)
    return (project.folder / "root.crt").read_text()


@pytest.fixture
def visitor(authority: str) -> Iterator[requests.Session]:
    with trusting(authority) as visitor:
        yield visitor


def trusting(authority: str) -> requests.Session:
    visitor = requests.Session()
    visitor.verify, visitor.trust_env = authority, False
    return visitor


def enter(authority: str, person: str) -> str:
    return sign_in(PAGE, person, lambda: trusting(authority))


def users(project: Project) -> int:
    return int(sql(project, "SELECT count(*) FROM auth_user"))


def sql(project: Project, query: str) -> str:
    program = ["psql", "--username=postgres", "--dbname=social", "--tuples-only", "--no-align"]
    return project.compose("exec", "-T", "database", *program, f"--command={query}").strip()


def test_somebody_signs_in(production, authority):
    assert enter(authority, "ada")


def test_the_api_is_no_superuser_of_its_database(production):
    roles = sql(production, "SELECT rolname FROM pg_roles WHERE rolsuper ORDER BY 1")
    with_password = sql(production, "SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL")

    assert (roles, with_password) == ("postgres", "social")


def test_no_container_may_take_the_machine(production):
    ids = production.compose("ps", "--quiet").split()
    for each in json.loads(production.run("docker", "inspect", *ids)):
        limits, name = each["HostConfig"], each["Name"]
        if "github" not in name:
            assert limits["Memory"] == 512 * 1024**2, name
            assert limits["PidsLimit"] == 512, name
            assert limits["LogConfig"]["Config"] == {"max-size": "10m", "max-file": "5"}, name


def test_only_caddy_can_be_reached_from_outside(production):
    ids = production.compose("ps", "--quiet").split()
    published = {
        each["Config"]["Labels"]["com.docker.compose.service"]
        for each in json.loads(production.run("docker", "inspect", *ids))
        if any(each["NetworkSettings"]["Ports"].values())
    }

    assert published == {"caddy"}


def test_another_host_gets_the_names_that_are_served(production, visitor):
    words = f"This server answers at {HOST} only.\n"

    plain = requests.get("http://127.0.0.1/", headers={"Host": "other.example"}, timeout=30)
    secure = visitor.get(f"{PAGE}/", headers={"Host": "other.example"})

    assert (plain.status_code, plain.text) == (421, words)
    assert (secure.status_code, secure.text) == (421, words)


def test_a_plain_address_leads_to_https(production, visitor):
    response = visitor.get(f"http://{HOST}/", allow_redirects=False)

    assert (response.status_code, response.headers["Location"]) == (308, f"{PAGE}/")


def test_hsts_preload_is_opt_in(production, visitor):
    assert visitor.get(PAGE).headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains"
    )


def test_caddy_keeps_its_authority_when_its_container_is_recreated(production):
    before = export(production)

    production.compose("up", "--detach", "--wait", "--no-deps", "--force-recreate", "caddy")

    assert export(production) == before


def test_no_request_fails_during_an_update(production, authority):
    old, people = production.containers("api"), users(production)

    with ThreadPoolExecutor(64) as pool:
        rollout = pool.submit(production.run, "sh", "backend/config/rollout.sh")
        sign_ins = []
        for number in range(SIGN_INS):
            sign_ins.append(pool.submit(enter, authority, f"updated{number}"))
            time.sleep(1 / A_SECOND)
        rollout.result()

    failed = [error for each in sign_ins if (error := each.exception())]
    assert failed == [], production.compose("logs", "--since", "3m", "api", "database")
    assert users(production) == people + SIGN_INS
    new = production.containers("api")
    assert len(new) == len(old)
    assert not {*new} & {*old}


def test_an_update_that_does_not_start_leaves_the_old_replicas(production, authority):
    old = production.containers("api")
    broken = Project(production.folder)
    broken.environment = production.environment | {"SECRET_KEY": "too short"}

    with pytest.raises(AssertionError, match="Set SECRET_KEY to 50 random characters"):
        broken.run("sh", "backend/config/rollout.sh")

    assert production.containers("api") == old
    assert enter(authority, "ada")


def test_a_frozen_replica_gets_no_more_requests(production, authority, visitor):
    first, _ = production.containers("api")
    production.run("docker", "pause", first)
    try:
        times = []
        for _ in range(20):
            started = time.monotonic()
            assert visitor.get(f"{PAGE}/api/me/").status_code == 200
            times.append(time.monotonic() - started)
    finally:
        production.run("docker", "unpause", first)

    assert len([each for each in times if each > 1]) <= 2, times
    assert max(times) < 8


def test_no_sign_in_fails_when_a_replica_is_killed(production, authority):
    first, _ = production.containers("api")
    production.run("docker", "kill", first)

    assert all(enter(authority, f"killed{number}") for number in range(20))
    production.compose("up", "--detach", "--no-deps", "--no-recreate", "--wait", "api")


def test_users_come_back_from_a_dump(production, authority):
    before = sql(production, "SELECT id, username, email FROM auth_user ORDER BY id")
    backup, restore = commands("Back up and restore")

    production.shell(backup)
    sql(production, "TRUNCATE auth_user CASCADE")
    production.shell(restore)

    assert before
    assert sql(production, "SELECT id, username, email FROM auth_user ORDER BY id") == before
    assert enter(authority, "ada")


def test_nothing_without_a_name_is_left(production):
    project = production.environment["COMPOSE_PROJECT_NAME"]
    filters = ["--filter", f"label=com.docker.compose.project={project}"]

    volumes = production.run("docker", "volume", "ls", "--quiet", *filters).split()
    mounts = production.run("docker", "ps", "--quiet")

    assert sorted(volumes) == [f"{project}_caddy", f"{project}_database"]
    for each in json.loads(production.run("docker", "inspect", *mounts.split())):
        named = {one["Name"] for one in each["Mounts"] if one["Type"] == "volume"}
        assert named <= {*volumes}, each["Name"]

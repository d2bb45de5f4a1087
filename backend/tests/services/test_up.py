"""The unmodified Compose files and Dockerfile, run without Docker (up.py)."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import psycopg
import pytest
import requests
import trustme

from tests.performance.provider import Provider
from tests.services.up import HERE, NETWORK, Project, bridge
from tests.services.visitor import From, begin, sign_in_with_patience

HOST = "restsocialexample.com"
PAGE = f"https://{HOST}"
LOCAL = "restsocialexample.localhost"
PASSWORD = "a@b/c:d#e%f'g"
KEY = {
    "SECRET_KEY": "of the tests, and of no use elsewhere: 0123456789abcdef",
    "POSTGRES_PASSWORD": PASSWORD,
}
GITHUB = {"SOCIAL_AUTH_GITHUB_KEY": "the-client", "SOCIAL_AUTH_GITHUB_SECRET": "a client's secret"}
PEOPLE, AT_ONCE = 200, 20
TABLES = ["auth_user", "social_auth_usersocialauth", "authtoken_token"]
ROOT_CERTIFICATE = "/data/caddy/pki/authorities/local/root.crt"


def missing() -> str:
    if os.environ.get("SERVICES") != "isolated":  # noqa: TID251
        return "root may make network namespaces (unshare, ip), nobody else"
    programs = [name for name in ("caddy", "setcap", "wget") if not shutil.which(name)]
    return f"these are not installed: {', '.join(programs)}" if programs else ""


pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


class GitHub(Provider):
    """Without a detour: the API calls GitHub's own host names, and checks its certificate."""

    def answer(self, path: str, headers, body: bytes) -> object:
        return super().answer(f"/{headers['Host']}{path}", headers, body)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("up")
    for each in (folder, *list(folder.parents)[:2]):
        each.chmod(0o755)  # the containers' users look in
    return folder


@pytest.fixture(scope="module")
def up(folder: Path) -> Iterator[Callable[..., Project]]:
    """A function that starts everything, and ends what it started before."""
    running: list[Project] = []
    ours = folder / "our-hosts"
    ours.write_text("127.0.0.1 localhost\n")
    subprocess.run(["mount", "--bind", str(ours), "/etc/hosts"], check=True)
    bridge()

    def up(file: str, given: dict[str, str], hosts: str = "") -> Project:
        for each in running:
            each.down()
        running.append(Project(folder, file, given, hosts))
        # What hosts.example and the published ports do for a visitor.
        names = {"caddy": HOST, "demo": f"{LOCAL} providers.localhost"}
        addresses = running[-1].addresses
        lines = [f"{ip} {names[name]}" for (name, _), ip in addresses.items() if name in names]
        ours.write_text("\n".join(["127.0.0.1 localhost", *lines, ""]))
        running[-1].up()
        return running[-1]

    yield up
    running[-1].down()


@pytest.fixture(scope="module")
def github(folder: Path, up: object) -> Iterator[GitHub]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("github.com", "api.github.com").configure_cert(tls)
    with GitHub(tls, (HERE, 443)) as github:
        threading.Thread(target=github.serve_forever, args=(0.05,), daemon=True).start()
        yield github
        github.shutdown()


@pytest.fixture(scope="module")
def production(up: Callable[..., Project], github: GitHub) -> Project:
    return up(
        "docker-compose.yml", KEY | GITHUB, hosts=f"{HERE} github.com\n{HERE} api.github.com\n"
    )


@pytest.fixture(scope="module")
def demo(up: Callable[..., Project], github: GitHub) -> Project:
    return up("docker-compose.demo.yml", {})


@pytest.fixture(scope="module")
def authority(production: Project, folder: Path) -> str:
    [caddy] = production.containers["caddy"]
    root = folder / "root.crt"
    shutil.copy(f"/proc/{caddy.first}/root{ROOT_CERTIFICATE}", root)
    return str(root)


def own_address(number: int) -> str:
    """Return one more address of ours on the bridge."""
    own = f"{NETWORK}.{number}"
    subprocess.run(["ip", "addr", "add", f"{own}/24", "dev", "compose"], check=True)
    return own


def trusting(authority: str, address: str = HERE) -> requests.Session:
    """Return a browser that trusts nobody else, at this address of ours."""
    browser = requests.Session()
    browser.verify, browser.trust_env = authority, False
    browser.mount("https://", From(address))
    return browser


@pytest.fixture
def somebody(authority: str) -> Iterator[requests.Session]:
    with trusting(authority) as browser:
        yield browser


def rows(project: Project, table: str) -> int:
    address = project.addresses["database", 0]
    with psycopg.connect(
        host=address, user="social", dbname="social", password=PASSWORD
    ) as connection:
        [(found,)] = connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return found


def test_every_service_has_the_user_and_the_rights_that_the_file_gives_it(production):
    for each in production.every():
        if not each.healthcheck:
            continue
        status = Path(f"/proc/{each.first}/status").read_text()
        facts = dict(re.findall(r"^(\w+):\s+(.*)$", status, re.M))
        kept = 1 << 10 if "cap_add" in each.service else 0  # NET_BIND_SERVICE

        assert "0" not in facts["Uid"].split(), each.name
        assert facts["NoNewPrivs"] == "1", each.name
        assert (int(facts["CapEff"], 16), int(facts["CapBnd"], 16)) == (0, kept), each.name


def test_nothing_that_a_container_starts_with_can_be_changed(production):
    for each in production.every():
        for path in ["/x", "/usr/x", "/app/x"] if each.healthcheck else []:
            done = each.run(["touch", path])
            assert re.search("Read-only file system|No such file", done.stderr), each.name


def test_production_settings_pass_the_django_deployment_check(production):
    api = production.containers["api"][0]

    done = api.run(["python", "backend/manage.py", "check", "--deploy", "--fail-level", "WARNING"])

    assert done.stdout == "System check identified no issues (1 silenced).\n", done.stderr


def test_http_redirects_to_https_with_a_certificate_signed_by_caddy(production, somebody):
    answer = somebody.get(f"http://{HOST}/", allow_redirects=False)

    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{PAGE}/"
    assert somebody.get(answer.headers["Location"]).status_code == 200
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(PAGE, timeout=30)


def test_the_page_is_asked_for_each_time_and_travels_compressed(production, somebody):
    page = somebody.get(f"{PAGE}/", headers={"Accept-Encoding": "gzip, br"})
    again = somebody.get(f"{PAGE}/", headers={"If-None-Match": page.headers["ETag"]})

    assert page.headers["Cache-Control"] == "max-age=0, public"
    assert page.headers["Content-Encoding"] == "br"
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Access-Control-Allow-Origin" not in page.headers
    assert again.status_code == 304


def test_files_with_a_hash_are_kept_for_good(production, somebody):
    docs = somebody.get(f"{PAGE}/api/docs/").text
    hashed = re.findall(r'"(/static/[^"]+\.[0-9a-f]{12}\.\w+)"', docs)

    assert hashed
    for path in hashed:
        assert somebody.get(f"{PAGE}{path}").headers["Cache-Control"] == (
            "max-age=315360000, public, immutable"
        )


def test_a_session_begins_over_tls_at_the_real_addresses_of_github(production, somebody, github):
    begun = begin(somebody, PAGE)
    callback = {"code": "ada", "state": begun["state"]}

    answer = somebody.post(f"{PAGE}/api/login/social/session/github/", json=callback)

    assert begun["authorization_url"].startswith("https://github.com/login/oauth/authorize?")
    redirect_uri = dict(parse_qsl(urlsplit(begun["authorization_url"]).query))["redirect_uri"]
    assert redirect_uri == f"{PAGE}/popup/callback-github.html"
    assert (answer.status_code, answer.json()["username"]) == (200, "ada")
    assert somebody.get(f"{PAGE}/api/me/").json()["user"]["username"] == "ada"
    assert {each.name: each.secure for each in somebody.cookies} == {
        "__Host-csrftoken": True,
        "__Host-sessionid": True,
    }
    assert github.counts["handshakes"] > 0


def test_a_code_without_a_flow_signs_nobody_in(production, somebody):
    somebody.headers["X-CSRFToken"] = somebody.get(f"{PAGE}/api/me/").json()["csrf_token"]
    somebody.headers["Origin"] = PAGE

    answer = somebody.post(f"{PAGE}/api/login/social/token/github/", json={"code": "eve"})

    assert (answer.status_code, answer.json()["code"]) == (400, "state_required")


def test_an_address_that_a_visitor_makes_up_is_not_counted(production, authority):
    with trusting(authority, own_address(200)) as browser:
        begin(browser, PAGE)
        path = f"{PAGE}/api/login/social/begin/github/"

        answers = [
            browser.post(path, headers={"X-Forwarded-For": f"203.0.113.{number}"})
            for number in range(30)
        ]

    assert answers[0].status_code == 200
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "throttled")
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_body_that_is_sent_too_slowly_is_cut_off(production, authority):
    trust = ssl.create_default_context(cafile=authority)
    path = "/api/login/social/token/github/"
    with trust.wrap_socket(socket.create_connection((HOST, 443)), server_hostname=HOST) as slow:
        slow.settimeout(60)
        slow.sendall(
            f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 99\r\n\r\n{{".encode()
        )

        started = time.monotonic()
        answer = slow.recv(9)
        seconds = time.monotonic() - started

    assert answer in {b"", b"HTTP/1.1 "}
    assert seconds > 9


def test_a_replica_that_dies_during_200_sign_ins_loses_and_doubles_nobody(production, authority):
    before = {table: rows(production, table) for table in TABLES}
    addresses = [own_address(100 + number) for number in range(AT_ONCE)]  # each has its own limit

    def enter(number: int) -> str:
        make = partial(trusting, authority, addresses[number % AT_ONCE])
        return sign_in_with_patience(PAGE, f"person{number}", make)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        entered = [pool.submit(enter, number) for number in range(PEOPLE)]
        while sum(each.done() for each in entered) < PEOPLE // 4:
            time.sleep(0.01)
        answered = [each.log.read_text().count("code=ok") for each in production.containers["api"]]
        production.lose("api", 0)
        tokens = {each.result() for each in entered}

    assert all(answered), "both replicas were asked"
    assert len(tokens) == PEOPLE
    after = {table: rows(production, table) - before[table] for table in TABLES}
    assert after == dict.fromkeys(TABLES, PEOPLE)


def test_no_log_has_a_code_or_a_state_or_a_secret(production, somebody):
    for each in production.containers["api"]:
        each.stop()

    answer = somebody.get(f"{PAGE}/popup/callback-github.html?code=secret1&state=secret2")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"
    logs = {each.name: each.log.read_text() for each in production.every()}
    for secret in ("secret1", "secret2", *KEY.values(), *GITHUB.values()):
        assert [name for name, log in logs.items() if secret in log] == []


def test_every_service_stops_when_it_is_asked_to(production):
    ended = {each.name: each.stop() for each in reversed(production.every())}

    assert None not in ended.values(), ended


def test_the_demo_signs_in_with_mock_providers_without_tls(demo):
    page = f"http://{LOCAL}:8000"
    with requests.Session() as browser:
        begun = begin(browser, page)

        consent = browser.get(
            begun["authorization_url"], params={"mock_person": "ada"}, allow_redirects=False
        )

        callback = urlsplit(consent.headers["Location"])
        assert f"{callback.scheme}://{callback.netloc}" == page
        answer = browser.post(
            f"{page}/api/login/social/session/github/", json=dict(parse_qsl(callback.query))
        )
        assert (answer.status_code, answer.json()["first_name"]) == (200, "Ada")


def test_the_demo_ends_by_itself_too(demo):
    [only] = demo.containers["demo"]

    assert only.stop() is not None

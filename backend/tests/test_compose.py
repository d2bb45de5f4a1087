"""The Compose files and the Dockerfile say what the code understands, and what Compose accepts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from django.contrib.staticfiles.finders import AppDirectoriesFinder

from config import gunicorn, static
from config.environment import env
from config.providers import FEATURED

ROOT = Path(__file__).resolve().parents[2]
OURS = "rest-social-example"
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DEMO = yaml.safe_load((ROOT / "docker-compose.demo.yml").read_text())
EVERY = {**COMPOSE["services"], **DEMO["services"]}
NOTHING = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}  # noqa: TID251
REQUIRED = {"SECRET_KEY": "a$b", "POSTGRES_PASSWORD": "a@b/c:d#e%f$g"}


@pytest.fixture(scope="module")
def docker_compose() -> list[str]:
    for program in (["docker", "compose"], ["docker-compose"]):
        with suppress(OSError):
            asked = subprocess.run([*program, "version", "--short"], capture_output=True, text=True)
            if re.match(r"v?([2-9]|\d\d)\.", asked.stdout):
                return program
    if "CI" in os.environ:  # noqa: TID251
        pytest.fail("CI needs Docker Compose: .ci/run installs it")
    pytest.skip("Docker Compose is not installed")


def config(program: list[str], file: str, given: dict[str, str]) -> subprocess.CompletedProcess:
    command = [*program, "--file", file, "--env-file", os.devnull, "config", "--format", "json"]
    return subprocess.run(
        command, cwd=ROOT, env=NOTHING | given, capture_output=True, text=True, check=False
    )


def test_docker_compose_itself_finds_nothing_wrong(docker_compose):
    for file, written, given in (
        ("docker-compose.yml", COMPOSE, REQUIRED),
        ("docker-compose.demo.yml", DEMO, {}),
    ):
        done = config(docker_compose, file, given)

        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["services"].keys() == written["services"].keys()


@pytest.mark.parametrize("name", REQUIRED)
def test_docker_compose_says_what_is_missing(docker_compose, name):
    given = {key: value for key, value in REQUIRED.items() if key != name}

    refused = config(docker_compose, "docker-compose.yml", given)

    assert refused.returncode != 0
    assert f"Set {name} in .env, see .env.example" in refused.stderr


def test_docker_compose_passes_secrets_on_character_by_character(docker_compose):
    done = config(docker_compose, "docker-compose.yml", REQUIRED)

    services = json.loads(done.stdout)["services"]
    given = services["api"]["environment"]
    passed = (given["SECRET_KEY"], given["DATABASE_PASSWORD"])
    # In its own output, $ is $$.
    assert tuple(each.replace("$$", "$") for each in passed) == tuple(REQUIRED.values())


def test_no_leftover_of_development_reaches_production(docker_compose):
    leftover = {
        "MOCK_PROVIDERS_URL": "http://providers.localhost:9400",
        "MOCK_PROVIDERS_API_URL": "http://127.0.0.1:9400",
        "DEBUG": "true",
        "DEMO_HOST": "elsewhere.example",
        "PORT": "1234",
    }

    clean = config(docker_compose, "docker-compose.yml", REQUIRED)
    soiled = config(docker_compose, "docker-compose.yml", REQUIRED | leftover)

    assert soiled.stdout == clean.stdout


def test_a_domain_alone_leads_to_a_public_certificate(docker_compose):
    given = REQUIRED | {"DOMAIN": "social.example"}

    local = json.loads(config(docker_compose, "docker-compose.yml", REQUIRED).stdout)["services"]
    public = json.loads(config(docker_compose, "docker-compose.yml", given).stdout)["services"]

    caddyfile = (ROOT / "backend/config/Caddyfile").read_text()
    assert "import {$PUBLIC}certificate" in caddyfile
    assert "(certificate) {\n\ttls internal\n}" in caddyfile
    assert "(public-certificate) {\n}" in caddyfile
    assert local["caddy"]["environment"] == {"DEMO_HOST": "restsocialexample.com", "PUBLIC": ""}
    assert public["caddy"]["environment"] == {"DEMO_HOST": "social.example", "PUBLIC": "public-"}
    assert public["api"]["environment"]["DEMO_HOST"] == "social.example"


def test_nothing_is_used_that_compose_refuses_when_it_starts():
    """`docker compose config` accepts these; `up` does not, or breaks `up --wait`."""
    for file in (COMPOSE, DEMO):
        contents = [*file.get("configs", {}).values(), *file.get("secrets", {}).values()]
        for each in contents:
            # docker/compose#12031: cannot be written into a read-only container
            assert each.keys() & {"content", "environment"} == set()
    for name, service in EVERY.items():
        # `up --wait` fails: "has no healthcheck configured"
        assert "disable" not in service.get("healthcheck", {}), name


def test_nothing_of_the_checkout_is_mounted_because_its_modes_may_be_private():
    for name, service in EVERY.items():
        sources = [each.partition(":")[0] for each in service.get("volumes", [])]
        assert {*sources} <= {*COMPOSE["volumes"]}, name
        assert "configs" not in service, name
        assert "secrets" not in service, name


def test_the_api_gets_variables_that_the_settings_read():
    given = COMPOSE["services"]["api"]["environment"]
    keys = {
        f"SOCIAL_AUTH_{name.upper().replace('-', '_')}_{half}"
        for name in FEATURED
        for half in ("KEY", "SECRET")
    } | {"SOCIAL_AUTH_APPLE_ID_TEAM", "SOCIAL_AUTH_APPLE_ID_CLIENT"}

    assert {*given} - {*env.scheme} == keys | {"FORWARDED_ALLOW_IPS"}  # gunicorn's own
    assert {given[name] for name in keys} == {None}, "whatever .env has"
    assert {"DEBUG", "MOCK_PROVIDERS_URL", "MOCK_PROVIDERS_API_URL"} & {*given} == set()
    assert {*DEMO["services"]["demo"]["environment"]} <= {*env.scheme}


def test_every_long_running_service_has_a_health_check():
    stay = {name for name, each in COMPOSE["services"].items() if each["restart"] != "no"}
    with_healthcheck = {name for name, each in COMPOSE["services"].items() if "healthcheck" in each}

    assert stay == with_healthcheck | {"api"}
    assert {*COMPOSE["services"]} - stay == {"migrations"}
    assert "\nHEALTHCHECK " in DOCKERFILE.partition(" AS api\n")[2]


def test_every_container_is_read_only_without_capabilities_and_not_root():
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.M) == ["10001:10001", "10001:10001"]
    for name, service in EVERY.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["image"] in {OURS, f"{OURS}-caddy"} or service["user"] != "root", name


def test_every_container_has_limits():
    for name, service in EVERY.items():
        assert service["mem_limit"] == "512m", name
        assert service["pids_limit"] >= 2 * gunicorn.threads or name == "demo", name
        assert name == "demo" or {*service["logging"]["options"]} == {"max-size", "max-file"}, name


def test_the_demo_is_open_to_this_machine_only():
    ports = DEMO["services"]["demo"]["ports"]

    assert [each for each in ports if not each.startswith("127.0.0.1:")] == []


def test_every_image_is_pinned_to_a_version():
    stages = re.findall(r" AS (\S+)$", DOCKERFILE, re.M)
    images = {*re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)} - {*stages}
    images |= {one["image"] for one in EVERY.values() if not one["image"].startswith(OURS)}

    assert [image for image in images if not re.search(r":\d+\.\d+(\.\d+)?-", image)] == []


def test_the_image_starts_gunicorn_with_options_that_it_knows():
    command = json.loads(re.findall(r"^CMD (.*)$", DOCKERFILE, re.M)[-1])
    environment = NOTHING | {"PORT": "8123", "PYTHONPATH": "backend", "ENV_FILE": ".env.example"}

    done = subprocess.run(
        [sys.executable, "-m", *command, "--print-config"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    printed = dict(re.findall(r"^(\w+) += (.*)$", done.stdout, re.M))
    assert printed["wsgi_app"] == "config.wsgi", done.stderr
    assert printed["bind"] == "['0.0.0.0:8123']"
    assert printed["threads"] == str(gunicorn.threads)


def test_the_image_copies_what_exists_and_is_sent_to_it():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    sent = [line.removeprefix("!") for line in ignored if line.startswith("!")]

    for line in re.findall(r"^COPY (?!--from)(?:--\S+ )?(.*) \S+$", DOCKERFILE, re.M):
        for path in line.split():
            assert (ROOT / path).exists()
            assert any(path == each or path.startswith(f"{each}/") for each in sent), path


def test_the_image_collects_every_file_that_a_page_may_ask_for():
    """The settings that collect know fewer apps, and miss nothing but the browsable API's files."""
    every = {path for path, _ in AppDirectoriesFinder().list([])}
    collected = {path for path, _ in AppDirectoriesFinder(static.INSTALLED_APPS).list([])}

    assert {path.partition("/")[0] for path in every - collected} == {"rest_framework"}

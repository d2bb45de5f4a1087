"""docker-compose.yml and the Dockerfile say what the code understands."""

from __future__ import annotations

import json
import os
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from gunicorn.config import Config

from config import settings
from config.providers import FEATURED

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = "rest-social-example"
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def docker_compose() -> list[str]:
    for program in (["docker", "compose"], ["docker-compose"]):
        with suppress(FileNotFoundError):
            asked = subprocess.run([*program, "version", "--short"], capture_output=True, text=True)
            if re.match(r"v?[2-9]\.", asked.stdout):
                return program
    pytest.skip("Docker Compose 2 is not installed; test_up.py reads the file as it would")


def test_docker_compose_itself_finds_nothing_wrong(docker_compose):
    command = [*docker_compose, "--profile", "mocks", "config", "--format", "json"]
    nothing = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}  # noqa: TID251
    alone = [*docker_compose, "--env-file", os.devnull, "config", "--quiet"]

    refused = subprocess.run(alone, cwd=ROOT, env=nothing, capture_output=True, text=True)
    given = nothing | {"SECRET_KEY": "x"}
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True)

    assert refused.returncode != 0
    assert "Set SECRET_KEY in .env, see .env.example" in refused.stderr
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["services"].keys() == COMPOSE["services"].keys()


def test_the_api_gets_variables_that_the_settings_read():
    given = COMPOSE["services"]["api"]["environment"]
    keys = {
        f"SOCIAL_AUTH_{name.upper().replace('-', '_')}_{half}"
        for name in FEATURED
        for half in ("KEY", "SECRET")
    } | {"SOCIAL_AUTH_APPLE_ID_TEAM", "SOCIAL_AUTH_APPLE_ID_CLIENT"}

    assert {*given} - {*settings.env.scheme} == keys | {"FORWARDED_ALLOW_IPS"}  # gunicorn's own
    assert {given[name] for name in keys} == {None}, "whatever .env has"


def test_every_service_that_stays_says_whether_it_is_well():
    stay = {name for name, each in COMPOSE["services"].items() if each["restart"] != "no"}

    assert stay == {name for name, each in COMPOSE["services"].items() if "healthcheck" in each}
    assert {*COMPOSE["services"]} - stay == {"migrations"}


def test_debug_is_on_with_mock_providers_only():
    given = COMPOSE["services"]["api"]["environment"]

    assert given["DEBUG"] == "${MOCK_PROVIDERS_URL:+true}"
    assert COMPOSE["services"]["mock-providers"]["profiles"] == ["mocks"]


def test_every_container_is_read_only_without_capabilities_and_not_root():
    assert re.search(r"^USER \d+:\d+$", DOCKERFILE, re.M)
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["image"] == OURS or service["user"] != "root", name


def test_every_image_is_pinned_to_a_version():
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    images += [one["image"] for one in COMPOSE["services"].values() if one["image"] != OURS]

    assert [image for image in images if not re.search(r":\d+\.\d+(\.\d+)?-", image)] == []


def test_the_image_starts_gunicorn_with_options_that_it_knows():
    command = json.loads(re.sub(r"\\\n", "", DOCKERFILE.partition("CMD ")[2]))

    program, application, *options = command

    parsed = Config().parser().parse_args([application, *options])

    assert program == "gunicorn"
    assert parsed.args == ["config.wsgi"]


def test_the_image_copies_what_exists_and_is_sent_to_it():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    for line in re.findall(r"^COPY ([^-].*) \S+$", DOCKERFILE, re.M):
        for path in line.split():
            assert (ROOT / path).exists()
            assert f"!{path}" in ignored

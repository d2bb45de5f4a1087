"""docker-compose.yml and the Dockerfile say what the code understands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml
from gunicorn.config import Config

from config import settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_api_gets_variables_that_the_settings_read():
    given = COMPOSE["services"]["api"]["environment"]

    unknown = {name for name in given if not name.startswith("SOCIAL_AUTH_")}

    assert unknown - {*settings.env.scheme} == {"FORWARDED_ALLOW_IPS"}  # gunicorn's own
    assert {name for name in given if name.startswith("SOCIAL_AUTH_")} == {
        f"SOCIAL_AUTH_{name}_{half}"
        for name in ("GITHUB", "GOOGLE_OAUTH2", "FACEBOOK", "TWITTER")
        for half in ("KEY", "SECRET")
    }


def test_debug_is_on_with_mock_providers_only():
    given = COMPOSE["services"]["api"]["environment"]

    assert given["DEBUG"] == "${MOCK_PROVIDERS_URL:+true}"
    assert COMPOSE["services"]["mock-providers"]["profiles"] == ["mocks"]


def test_every_container_is_read_only_without_capabilities_and_not_root():
    assert re.search(r"^USER \d+:\d+$", DOCKERFILE, re.M)
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "build" in service or service["user"] != "root", name


def test_every_image_is_pinned_to_a_version():
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    images += [one["image"] for one in COMPOSE["services"].values() if "build" not in one]

    assert [image for image in images if not re.search(r":\d+\.\d+(\.\d+)?-", image)] == []


def test_the_image_starts_gunicorn_with_options_that_it_knows():
    command = json.loads(re.sub(r"\\\n", "", DOCKERFILE.partition("CMD ")[2]))

    program, application, *options = command

    parsed = Config().parser().parse_args([application, *options])

    assert program == "gunicorn"
    assert parsed.args == ["config.wsgi"]


def test_the_image_copies_what_exists_and_is_sent_to_it():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    for path in re.findall(r"^COPY ([^-]\S*) \S", DOCKERFILE, re.M):
        assert (ROOT / path).exists()
        assert f"!{path}" in ignored

"""The API's description is committed, complete, and agrees with its responses."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.urls import get_resolver

COMMITTED = Path(__file__).resolve().parents[1] / "openapi.yaml"


@pytest.fixture
def described(tmp_path):
    fresh = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(fresh))
    return fresh.read_text()


def test_the_committed_description_is_the_one_that_the_code_makes(described):
    assert described == COMMITTED.read_text(), "generate it again: make openapi"


def test_every_endpoint_is_described(described):
    paths = yaml.safe_load(described)["paths"]

    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    kinds = {name for name in names if name.startswith("login_social")} | {"social_login"}
    others = {name for name in names if name.startswith("social_jwt_cookie")}
    found = [path for path in paths if "/login/social/" in path]
    assert len(found) == 2 * len(kinds) - 1 + len(others)


def test_the_docs_page_shows_it(client):
    response = client.get("/api/docs/")

    assert response.status_code == 200
    assert "/api/schema/" in client.get("/api/docs/?script=").content.decode()
    served = client.get("/api/schema/")
    assert served["Content-Type"] == "application/yaml"
    assert served.content == COMMITTED.read_bytes()

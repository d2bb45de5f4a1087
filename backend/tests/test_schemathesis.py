"""Requests made from the description, thousands with EXHAUSTIVE=1, get the responses it lists."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.contrib.auth import get_user_model
from rest_framework.authtoken.models import Token

from tests.exhaustive import EXHAUSTIVE

PROVIDERS = ["github", "twitter", "nobody"]


@pytest.fixture
def description(client, tmp_path) -> str:
    """The description with names of providers that exist: made-up ones are all alike, a 404."""
    schema = yaml.safe_load(client.get("/api/schema/").content)
    for operations in schema["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "provider":
                    parameter["schema"] = {"type": "string", "enum": PROVIDERS}
            if "requestBody" in operation:
                # An invalid form looks like an empty one; invalid JSON does not.
                content = operation["requestBody"]["content"]
                operation["requestBody"]["content"] = {"application/json": content.popitem()[1]}
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(schema))
    return str(file)


@pytest.mark.django_db(transaction=True)
def test_responses_match_their_description(live_server, settings, client, mocks, description):
    registered = "http://testserver/popup/callback-twitter.html"
    settings.REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = registered
    settings.REST_SOCIAL_REDIRECT_URIS = [registered]
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    user = get_user_model().objects.create_user("tester")
    csrf = client.get("/api/me/").json()["csrf_token"]
    headers = {
        "Authorization": f"Token {Token.objects.create(user=user)}",
        "Cookie": f"csrftoken={client.cookies['csrftoken'].value}",
        "X-CSRFToken": csrf,
    }
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        description,
        f"--url={live_server.url}",
        *[f"--header={name}: {value}" for name, value in headers.items()],
        "--checks=all",
        # A made-up code is what the description says, and rightly refused; the login endpoints
        # require no credentials, so that leaving them out changes nothing.
        "--exclude-checks=positive_data_acceptance,ignored_auth",
        "--phases=fuzzing",
        f"--max-examples={50 if EXHAUSTIVE else 5}",
        "--generation-deterministic",
        "--no-color",
    ]

    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]

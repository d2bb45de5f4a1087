from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "mock_providers", "--port"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command_says_when_it_is_ready_and_stops_silently(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [*COMMAND, "0"], cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    words, _, address = process.stdout.readline().strip().rpartition(" ")
    assert words.endswith("mock providers are ready:")

    host, port = address.removeprefix("http://").rstrip("/").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200

    process.send_signal(number)
    rest, errors = process.communicate(timeout=5)
    assert (rest, errors, process.returncode) == ("", "", 0)


def test_options_are_followed(tmp_path: Path) -> None:
    people, authority = tmp_path / "people.json", tmp_path / "ca.pem"
    people.write_text('[{"key": "grace", "name": "Grace Hopper"}]', "utf-8")
    options = ["--people", str(people), "--ca-file", str(authority), "--url", "http://mock.example"]
    callback = ["--redirect-uri", "https://app.example/{provider}"]
    process = subprocess.Popen(
        [*COMMAND, "0", *options, *callback], cwd=FOLDER, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    port = process.stdout.readline().strip().rstrip("/").rpartition(":")[2]
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=5)
    connection.request("GET", "/oidc/.well-known/openid-configuration")
    assert json.loads(connection.getresponse().read())["issuer"] == "http://mock.example/oidc"
    query = "client_id=mock-oidc&response_type=code&redirect_uri=https://app.example/oidc"
    connection.request("GET", f"/oidc/authorize?{query}&mock_person=grace")
    assert connection.getresponse().status == 303
    assert authority.read_text("ascii").startswith("-----BEGIN CERTIFICATE-----")
    process.terminate()
    assert process.wait(5) == 0


def test_taken_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, str(port)], cwd=FOLDER, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"Port {port} on 127.0.0.1 cannot be used: Address already in use. "
        "Choose another with --port.\n"
    )


def test_package_does_not_know_the_client() -> None:
    code = "import sys, mock_providers.__main__ as m; m.keys.warm_up(); print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=FOLDER, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"social_core", "social_django", "django", "requests", "oauthlib"}

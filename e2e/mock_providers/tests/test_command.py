from __future__ import annotations

import http.client
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

"""`make demo` for a newcomer says where to go or what is wrong, and leaves nothing behind."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import ExitStack

import pytest

from harness.running import ROOT, Demo


def test_demo_prints_its_url_and_ctrl_c_leaves_no_process() -> None:
    with Demo() as demo:
        demo.wait_until_ready()
        with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/", timeout=10) as response:
            page = response.read().decode()

        code = demo.interrupt()

        assert "<title>" in page
        assert f"Ready: http://restsocialexample.localhost:{demo.port}/" in demo.log.replace(
            demo.origin, demo.local_origin
        )
        assert code in (0, 130)
        assert not demo.left_behind()
        assert "Traceback" not in demo.log


def test_slow_and_idle_connections_do_not_stop_the_demo() -> None:
    with Demo() as demo, ExitStack() as connections:
        demo.wait_until_ready()
        address = ("127.0.0.1", int(demo.port))
        slow = b"POST /api/login/social/token/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
        for first in [b""] * 60 + [slow] * 20:
            each = connections.enter_context(socket.create_connection(address, timeout=5))
            each.sendall(first)

        for path in ["/", "/api/login/social/providers/"]:
            url = f"http://127.0.0.1:{demo.port}{path}"
            with urllib.request.urlopen(url, timeout=5) as response:
                assert response.status == 200


def test_demo_stops_quietly_when_it_is_asked_to() -> None:
    with Demo() as demo:
        demo.wait_until_ready()

        demo.process.send_signal(signal.SIGTERM)
        demo.wait()

        assert not demo.left_behind()
        assert "Traceback" not in demo.log


def test_a_demo_that_is_killed_takes_its_servers_along() -> None:
    with Demo() as demo:
        demo.wait_until_ready()
        assert len(demo.left_behind()) > 1

        demo.process.kill()
        demo.process.wait()

        assert not demo.left_behind_at_last()


def test_a_test_run_that_is_killed_takes_its_demo_along() -> None:
    start = "demo.__enter__(); demo.wait_until_ready(); print(demo.port, demo.mocks_port)"
    code = f"from harness.running import ROOT, Demo; demo = Demo(); {start}; input()"
    with subprocess.Popen(
        [sys.executable, "-uc", code],
        cwd=ROOT / "e2e",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout
        demo = Demo()
        demo.port, demo.mocks_port = run.stdout.readline().split()
        assert len(demo.left_behind()) > 1

        run.kill()

        assert not demo.left_behind_at_last()


@pytest.mark.parametrize("variable", ["PORT", "MOCK_PROVIDERS_PORT"])
def test_a_taken_port_is_one_sentence_that_names_the_variable(variable: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        with Demo(**{variable: port}) as demo:
            code = demo.wait()

            assert code == 1
            assert len(demo.log.strip().splitlines()) == 1, demo.log
            assert port in demo.log
            assert variable in demo.log
            assert not demo.left_behind()


@pytest.mark.parametrize(
    ("key", "sentence"), [("", "Set SECRET_KEY"), ("0123456789" * 5, "set DEBUG=true in .env")]
)
def test_without_debug_it_is_one_sentence_too(key: str, sentence: str) -> None:
    with Demo(DEBUG="false", SECRET_KEY=key) as demo:
        code = demo.wait()

        assert code == 1
        assert len(demo.log.strip().splitlines()) == 1, demo.log
        assert sentence in demo.log

"""A provider that misbehaves on the wire costs at most some seconds of a thread and a megabyte."""

from __future__ import annotations

import socket
import sys
import time
import tracemalloc
from contextlib import ExitStack

import pytest

from rest_social_auth.provider import call, connection
from tests.performance.faults import FAULTS, bomb, handshake_drip, misbehaving, no_tls

LONGEST = 11  # seconds
LARGEST = 12 * 1024 * 1024  # bytes: the response, its parts, a decoder, a buffer


@pytest.fixture
def sign_in(settings, db, client, monkeypatch):
    """Sign in with a provider at this URL; return the response and the seconds it took."""
    monkeypatch.setattr(call, "DEADLINE", 2)

    def sign_in(address: str):
        settings.REST_SOCIAL_MOCK_URL = address
        started = time.monotonic()
        response = client.post("/api/login/social/token/github/", {"code": "ada"})
        return response, time.monotonic() - started

    return sign_in


@pytest.mark.parametrize("name", FAULTS)
def test_a_provider_that_misbehaves_costs_no_more_than_the_deadline(sign_in, name):
    fault, code = FAULTS[name]
    bomb(1), bomb(2)  # packed before the clock runs

    with misbehaving(fault) as address:
        response, seconds = sign_in(f"http://{address}")

    assert (response.status_code // 100, response.json()["code"]) == (5, code), response.content
    assert response.status_code != 500
    assert seconds < LONGEST


@pytest.mark.parametrize("name", ["never ends", "sends a bomb", "sends a bomb in a bomb"])
def test_a_response_of_any_size_takes_little_memory(sign_in, name):
    bomb(1), bomb(2)  # compressed before the measurement
    with misbehaving(FAULTS[name][0]) as address:
        sign_in("http://127.0.0.1:1")  # what the first request of all imports
        tracemalloc.start()
        try:
            sign_in(f"http://{address}")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert peak < LARGEST


@pytest.mark.parametrize(
    ("fault", "code"),
    [(handshake_drip, "timeout"), (no_tls, "tls_error")],
    ids=["drips its handshake", "speaks no TLS"],
)
def test_a_failed_handshake_costs_no_more_than_the_deadline(sign_in, fault, code):
    with misbehaving(fault) as address:
        response, seconds = sign_in(f"https://{address}")

    assert response.json()["code"] == code
    assert seconds < LONGEST


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's way with a full queue")
def test_a_host_with_many_dead_addresses_is_given_up_in_time(sign_in, monkeypatch):
    with socket.create_server(("", 0), backlog=0) as full, ExitStack() as queue:
        port = full.getsockname()[1]
        queue.enter_context(socket.create_connection(("127.0.0.1", port)))  # nobody else gets in
        dead = [f"127.0.0.{number}" for number in range(1, 9)]
        monkeypatch.setattr(connection, "look_up", lambda name, port: dead)

        response, seconds = sign_in(f"http://provider.example:{port}")

    assert response.json()["code"] == "timeout"
    assert seconds < LONGEST


def test_a_name_without_address_is_a_connection_that_failed(sign_in):
    response, _ = sign_in("http://nowhere.invalid")

    assert response.json()["code"] == "connection_failed"

"""While a sign-in waits for its provider, others can use its database connection."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from config import settings as demo
from rest_social_auth.provider import database, transport
from rest_social_auth.provider.database import give_connections_back


@pytest.mark.parametrize(
    ("options", "autocommit", "in_atomic_block", "given_back"),
    [
        ({"pool": True}, True, False, True),
        ({"pool": {"max_size": 5}}, True, False, True),
        ({"pool": True}, True, True, False),
        ({"pool": True}, False, False, False),
        ({"pool": False}, True, False, False),
        ({}, True, False, False),
    ],
)
def test_a_pooled_connection_goes_back_unless_a_transaction_needs_it(
    monkeypatch, options, autocommit, in_atomic_block, given_back
):
    connection = Mock(
        settings_dict={"OPTIONS": options}, autocommit=autocommit, in_atomic_block=in_atomic_block
    )
    every = SimpleNamespace(all=lambda initialized_only: [connection])
    monkeypatch.setattr(database, "connections", every)

    give_connections_back()

    assert connection.close.called is given_back


def test_every_call_to_a_provider_gives_connections_back_first(monkeypatch):
    done: list[str] = []

    def request(*arguments: object, **options: object) -> Mock:
        done.append("called")
        return Mock()

    monkeypatch.setattr(transport, "give_connections_back", lambda: done.append("given back"))
    monkeypatch.setattr(transport.ProviderSession, "request", request)

    transport.ProviderRequests().request("GET", "https://api.github.com/user", timeout=5.0)

    assert done == ["given back", "called"]


def test_sqlite_has_no_pool():
    assert "pool" not in demo.DATABASES["default"]["OPTIONS"]

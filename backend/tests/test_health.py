"""Health checks: only a status, for any host name, without a session."""

from __future__ import annotations

from unittest.mock import Mock

import pytest


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_needs_no_host_and_gets_a_status_only(db, client, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get(path, headers={"Host": "10.0.0.7"})

    assert (response.status_code, response.content) == (200, b"")
    assert not response.cookies


def test_a_process_without_its_tables_is_alive_but_not_ready(db, client, monkeypatch):
    monkeypatch.setattr("demo.health.unapplied_migrations", lambda: True)

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_process_without_its_database_is_not_ready(client, monkeypatch):
    gone = Mock(**{"cursor.side_effect": OSError})
    monkeypatch.setattr("demo.health.connection", gone)

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert gone.close.called, "so that the next probe tries again"

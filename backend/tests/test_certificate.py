"""The certificate of `make demo HTTPS=1` is made once, private, and replaced before it expires."""

from __future__ import annotations

from datetime import timedelta
from stat import S_IMODE

from demo import certificate as module
from demo.certificate import certificate

NAMES = ["app.example", "127.0.0.1"]


def test_a_certificate_is_kept_for_the_next_start(tmp_path):
    first = certificate(tmp_path / "made" / "host", NAMES)
    content = first.server.read_bytes()

    again = certificate(tmp_path / "made" / "host", NAMES)

    assert again.server.read_bytes() == content
    assert [each.name for each in (tmp_path / "made").iterdir()] == ["host"], "no half-made one"


def test_no_other_user_reads_the_key_and_the_authority_key_is_gone(tmp_path):
    made = certificate(tmp_path / "made" / "host", NAMES)

    assert S_IMODE(made.folder.stat().st_mode) == 0o700
    for file in (made.server, made.authority):
        assert S_IMODE(file.stat().st_mode) == 0o600
    assert made.server.read_text().count("PRIVATE KEY") == 2  # BEGIN, END
    assert "PRIVATE KEY" not in made.authority.read_text()


def test_a_certificate_that_expires_within_a_day_is_replaced(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(module, "LIFE", timedelta(hours=47))
        content = certificate(tmp_path / "host", NAMES).server.read_bytes()

    assert certificate(tmp_path / "host", NAMES).server.read_bytes() != content

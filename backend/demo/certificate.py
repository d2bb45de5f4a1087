"""A certificate for `make demo HTTPS=1`, and the authority that browsers may trust for it.

The CA's key is discarded right away, so trusting the CA never extends to any other name.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import trustme
from cryptography import x509

ISSUER = "Rest Social Example on this machine"
LIFE = timedelta(
    days=397
)  # Apple's browsers accept no server certificate that is valid for more than 398


class Certificate(NamedTuple):
    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def server(self) -> Path:
        """The key, and the certificate for it."""
        return self.folder / "server.pem"

    def is_good(self) -> bool:
        if not self.server.exists():
            return False
        until = x509.load_pem_x509_certificate(self.server.read_bytes()).not_valid_after_utc
        return until > datetime.now(UTC) + timedelta(days=1)


def certificate(folder: Path, names: list[str]) -> Certificate:
    """Return the certificate in the folder; make one if there is none that is still valid."""
    kept = Certificate(folder)
    if not kept.is_good():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent))  # complete, or not there at all
        for name, content in make(names).items():
            file = made / name
            file.touch(mode=0o600)
            file.write_bytes(content)
        with suppress(OSError):  # another demo that is starting was faster
            made.rename(folder)
        shutil.rmtree(made, ignore_errors=True)
    return kept


def make(names: list[str]) -> dict[str, bytes]:
    """Return the files' names and contents."""
    authority, yesterday = (
        trustme.CA(organization_name=ISSUER),
        datetime.now(UTC) - timedelta(days=1),
    )
    server = authority.issue_cert(*names, not_before=yesterday, not_after=yesterday + LIFE)
    return {
        "ca.pem": authority.cert_pem.bytes(),
        "server.pem": server.private_key_and_cert_chain_pem.bytes(),
    }

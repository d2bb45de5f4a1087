"""A certificate for `make demo HTTPS=1`, and the authority that browsers may trust for it.

The authority's key is thrown away at once: who trusts it trusts these names and nothing else, ever.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LIFE = timedelta(days=396)  # Apple's browsers believe no server certificate for more than 398
PEM = serialization.Encoding.PEM


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
    """Return the certificate in the folder, made anew where there is none that is still good."""
    kept = Certificate(folder)
    if not kept.is_good():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent))  # whole, or not there at all
        for name, content in make(names).items():
            file = made / name
            file.touch(mode=0o600)
            file.write_bytes(content)
        with suppress(OSError):  # another demo that starts now was faster
            made.rename(folder)
        shutil.rmtree(made, ignore_errors=True)
    return kept


def make(names: list[str]) -> dict[str, bytes]:
    """Return the files' names and contents."""
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name.from_rfc4514_string("CN=Rest Social Example on this machine")
    authority = (
        begun(issuer, issuer, root)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(key_cert_sign=True), critical=True)
        .sign(root, hashes.SHA256())
    )
    subject = x509.Name.from_rfc4514_string("CN=Rest Social Example")
    hosts = x509.SubjectAlternativeName([general(name) for name in names])
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key())
    server = (
        begun(subject, issuer, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.OID_SERVER_AUTH]), critical=False)
        .add_extension(hosts, critical=False)
        .add_extension(identifier, critical=False)
        .sign(root, hashes.SHA256())
    )
    private = key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "ca.pem": authority.public_bytes(PEM),
        "server.pem": private + server.public_bytes(PEM),
    }


def begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFE)
        .add_extension(identifier, critical=False)
    )


def usage(*, key_cert_sign: bool = False, digital_signature: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature, False, False, False, False, key_cert_sign, False, False, False
    )


def general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)

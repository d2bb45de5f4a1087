"""The keys that sign id_tokens. They are public on purpose, because there is nothing to protect.

The first key of each algorithm is a file, not made at start: the server starts immediately, and
clients that cache the key set, or have the public key in their settings, survive a restart.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey

FOLDER = Path(__file__).parents[1] / "keys"


@dataclass(frozen=True)
class Key:
    """A signing key."""

    alg: str
    private: PrivateKey

    @cached_property
    def public_jwk(self) -> dict[str, Any]:
        """The public half as a JWK; its `kid` is its thumbprint (RFC 7638)."""
        from jwt.algorithms import get_default_algorithms

        algorithm = get_default_algorithms()[self.alg]
        jwk = json.loads(algorithm.to_jwk(self.private.public_key()))
        required = {name: jwk[name] for name in ("crv", "e", "kty", "n", "x", "y") if name in jwk}
        text = json.dumps(required, separators=(",", ":"), sort_keys=True)
        digest = hashlib.sha256(text.encode()).digest()
        kid = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return {**required, "use": "sig", "alg": self.alg, "kid": kid}

    @property
    def public_pem(self) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = self.private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def kid(self) -> str:
        return str(self.public_jwk["kid"])


@cache
def file_key(alg: str) -> Key:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    private = load_pem_private_key((FOLDER / f"{alg}.pem").read_bytes(), password=None)
    return Key(alg, private)  # type: ignore[arg-type]


@cache
def another_key(alg: str) -> Key:
    """Return a key that is in no key set, for forged signatures."""
    return new_key(alg)


def new_key(alg: str) -> Key:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if alg == "ES256":
        return Key(alg, ec.generate_private_key(ec.SECP256R1()))
    return Key(alg, rsa.generate_private_key(public_exponent=65537, key_size=2048))


class KeyRings:
    """The keys of each issuer, newest first. The newest signs; all of them are published."""

    def __init__(self) -> None:
        self._rings: dict[tuple[str, str], list[Key]] = {}
        self._lock = threading.Lock()

    def published(self, issuer: str, alg: str) -> list[Key]:
        return self._rings.get((issuer, alg)) or [file_key(alg)]

    def signing(self, issuer: str, alg: str) -> Key:
        return self.published(issuer, alg)[0]

    def rotate(self, issuer: str, alg: str, *, keep_old: bool = True) -> Key:
        """Sign with a new key from now on. The old ones stay published by default."""
        key = new_key(alg)
        with self._lock:
            old = self.published(issuer, alg) if keep_old else []
            self._rings[issuer, alg] = [key, *old]
        return key

    def clear(self) -> None:
        with self._lock:
            self._rings.clear()


def warm_up() -> None:
    """Load what the first sign-in would otherwise wait for."""
    import jwt

    jwt.encode({}, file_key("RS256").private, "RS256")

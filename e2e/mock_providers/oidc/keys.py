"""The keys that id_tokens are signed with. They lie in the open: all of this is make-believe.

They are files, not made at start: the server starts at once, a client that caches the key set
survives a restart, and Keycloak's clients can have the public half in their settings.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

FOLDER = Path(__file__).parents[1] / "keys"


@cache
def private_key(alg: str) -> RSAPrivateKey | EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key((FOLDER / f"{alg}.pem").read_bytes(), password=None)
    return key  # type: ignore[return-value]


@cache
def another_key(alg: str) -> RSAPrivateKey | EllipticCurvePrivateKey:
    """Return a key that is in no key set, for forged signatures."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if alg == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def public_jwk(alg: str) -> dict[str, Any]:
    """Return the public half as a JWK, its `kid` being its thumbprint (RFC 7638)."""
    from jwt.algorithms import get_default_algorithms

    algorithm = get_default_algorithms()[alg]
    jwk = json.loads(algorithm.to_jwk(private_key(alg).public_key()))
    required = {name: jwk[name] for name in ("crv", "e", "kty", "n", "x", "y") if name in jwk}
    digest = hashlib.sha256(json.dumps(required, separators=(",", ":"), sort_keys=True).encode())
    kid = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
    return {**required, "use": "sig", "alg": alg, "kid": kid}


def key_set(alg: str) -> dict[str, Any]:
    return {"keys": [public_jwk(alg)]}


def warm_up() -> None:
    """Load what the first sign-in would otherwise wait for."""
    import jwt

    jwt.encode({}, private_key("RS256"), "RS256")

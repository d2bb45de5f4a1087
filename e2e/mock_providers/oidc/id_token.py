"""id_tokens and their claims (OpenID Connect Core §2), and other JWTs signed with that key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from mock_providers.catalogue.fill import fill
from mock_providers.facts import facts_of, person_seen
from mock_providers.memory.keys import another_key

if TYPE_CHECKING:
    from mock_providers.memory.grants import Grant
    from mock_providers.memory.keys import Key
    from mock_providers.memory.state import State

LIFE = 600  # seconds
DAY = 86400
STANDARD = {  # OpenID Connect Core §5.1, by the scope that asks for them (§5.4)
    "openid": {"sub": "{user.id}"},
    "profile": {
        "name": "{user.name}",
        "given_name": "{user.given}",
        "family_name": "{user.family}",
        "nickname": "{user.username}",
        "preferred_username": "{user.username}",
        "picture": "{user.picture}",
    },
    "email": {"email?": "{user.email}", "email_verified": "{user.email_verified}"},
}
ELSEWHERE = "https://elsewhere.example"


def signed_facts(state: State, grant: Grant) -> dict[str, Any]:
    """Return the facts for templates, with those that OpenID Connect adds."""
    return facts_of(state, grant) | {
        "claims": lambda: person_claims(state, grant),
        "id_token": lambda: id_token(state, grant),
        "access_jwt": lambda: access_jwt(state, grant),
    }


def person_claims(
    state: State, grant: Grant, person: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what the provider says about the person, as far as the scope asks for it."""
    template = grant.provider.data.get("claims")
    if template is None:
        asked = [claims for scope, claims in STANDARD.items() if scope in ("openid", *grant.scopes)]
        template = {name: value for claims in asked for name, value in claims.items()}
    seen = person or grant.person or {}
    facts = facts_of(state, grant) | {"user": seen}
    return {**fill(template, facts), **seen.get("claims", {})}


def id_token(state: State, grant: Grant, kind: str = "", *, nonce: bool = True) -> str | None:
    """Return a signed id_token, or None if it was not requested. `kind` is the fault in it.

    One that comes with a refreshed access token has no nonce (OpenID Connect Core §12.2).
    """
    import jwt

    spec = grant.provider.section("keys")
    if not spec or not (spec.get("always") or "openid" in grant.scopes) or kind == "missing":
        return None
    claims = signed_claims(state, grant, kind)
    if not nonce:
        claims.pop("nonce", None)
    alg = spec.get("alg", "RS256")
    key = state.keys.signing(grant.provider.data["issuer"], alg)
    kid = "a-key-that-nobody-knows" if kind == "unknown_kid" else key.kid
    if kind == "alg_none":
        return jwt.encode(claims, "", "none", headers={"kid": kid})
    if kind == "hmac":
        return hmac_token(claims, kid, key)
    signer = another_key(alg) if kind == "signature" else key
    return jwt.encode(claims, signer.private, alg, headers={"kid": kid})


def access_jwt(state: State, grant: Grant) -> str:
    """Return an access token that is a JWT itself, as Keycloak issues."""
    import jwt

    claims = signed_claims(state, grant, "")
    claims.pop("at_hash", None)  # of an id_token only
    key = state.keys.signing(grant.provider.data["issuer"], "RS256")
    return jwt.encode(claims, key.private, "RS256", headers={"kid": key.kid})


def signed_claims(state: State, grant: Grant, kind: str) -> dict[str, Any]:
    """Return an id_token's claims, with the fault applied."""
    provider, now = grant.provider, int(state.now())
    other = person_seen(grant, "other_person") if kind == "other_person" else None
    spec = provider.section("keys")
    claims = {
        "iss": grant.issuer,
        "aud": provider.client_id,
        "iat": now,
        "exp": now + LIFE,
        **person_claims(state, grant, other),
        **fill(spec.get("claims", {}), facts_of(state, grant)),
    }
    if grant.token and spec.get("at_hash") is not False:
        claims["at_hash"] = half_hash(grant.token)
    if grant.nonce:
        claims["nonce"] = grant.nonce
    if grant.max_age is not None or "login" in grant.prompts:
        claims["auth_time"] = grant.auth_time
    match kind:
        case "audience":
            claims["aud"] = "another-client"
        case "issuer":
            claims["iss"] = ELSEWHERE
        case "nonce":
            claims["nonce"] = "another-nonce"
        case "expired":
            claims |= {"iat": now - 7200, "exp": now - 3600}
        case "old":
            claims |= {"iat": now - 7200}
        case "at_hash":
            claims["at_hash"] = half_hash("another token")
        case "auth_time":
            claims["auth_time"] = now - DAY
    return claims


def hmac_token(claims: dict[str, Any], kid: str, key: Key) -> str:
    """Return a forgery that anyone can make: the public key serves as the secret of an HMAC."""
    header = {"alg": "HS256", "kid": kid, "typ": "JWT"}
    signed = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{encoded(hmac.digest(key.public_pem, signed.encode(), 'sha256'))}"


def half_hash(token: str) -> str:
    """Return `at_hash`: the left half of the token's SHA-256 (OpenID Connect Core §3.1.3.6)."""
    return encoded(hashlib.sha256(token.encode()).digest()[:16])


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

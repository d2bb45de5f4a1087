"""OpenID Connect: id_tokens, their claims and keys, and the discovery document."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from mock_providers.catalogue.fill import fill
from mock_providers.facts import facts_of, person_seen
from mock_providers.oidc import keys
from mock_providers.wire import Response, json_answer

if TYPE_CHECKING:
    from mock_providers.catalogue.address_book import Endpoint
    from mock_providers.memory.grants import Grant
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit

LIFE = 600  # seconds
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
    """Return what the provider says about the person, in as far as the scope asks for it."""
    template = grant.provider.data.get("claims")
    if template is None:
        asked = [claims for scope, claims in STANDARD.items() if scope in ("openid", *grant.scopes)]
        template = {name: value for claims in asked for name, value in claims.items()}
    facts = facts_of(state, grant)
    return dict(fill(template, facts | ({"user": person} if person else {})))


def id_token(state: State, grant: Grant, kind: str = "") -> str | None:
    """Return a signed id_token (OpenID Connect Core §2), or None when nobody asked for one."""
    import jwt

    spec = grant.provider.section("keys")
    if not spec or not (spec.get("always") or "openid" in grant.scopes):
        return None
    alg = spec.get("alg", "RS256")
    kid = keys.public_jwk(alg)["kid"]
    claims = signed_claims(state, grant, kind)
    if kind == "missing":
        return None
    if kind == "alg_none":
        return jwt.encode(claims, "", "none", headers={"kid": kid})
    if kind == "unknown_kid":
        kid = "a-key-that-nobody-knows"
    key = keys.another_key(alg) if kind == "signature" else keys.private_key(alg)
    return jwt.encode(claims, key, alg, headers={"kid": kid})


def access_jwt(state: State, grant: Grant) -> str:
    """Return an access token that is a JWT itself, as Keycloak gives out."""
    import jwt

    claims = signed_claims(state, grant, "")
    del claims["at_hash"]
    kid = keys.public_jwk("RS256")["kid"]
    return jwt.encode(claims, keys.private_key("RS256"), "RS256", headers={"kid": kid})


def signed_claims(state: State, grant: Grant, kind: str) -> dict[str, Any]:
    provider, now = grant.provider, int(state.now())
    other = person_seen(grant, "other_person") if kind == "other_person" else None
    spec = provider.section("keys")
    claims = {
        "iss": spec.get("issuer", provider.data["issuer"]),
        "aud": provider.client_id,
        "iat": now,
        "exp": now + LIFE,
        **({} if spec.get("at_hash") is False else {"at_hash": half_hash(grant.token)}),
        **({"nonce": grant.nonce} if grant.nonce else {}),
        **person_claims(state, grant, other),
        **fill(spec.get("claims", {}), facts_of(state, grant)),
    }
    wrong: dict[str, dict[str, Any]] = {
        "audience": {"aud": "another-client"},
        "issuer": {"iss": ELSEWHERE},
        "nonce": {"nonce": "another-nonce"},
        "expired": {"iat": now - 7200, "exp": now - 3600},
        "at_hash": {"at_hash": half_hash("another token")},
    }
    return claims | wrong.get(kind, {})


def half_hash(token: str) -> str:
    """Return `at_hash`: the left half of the token's SHA-256 (OpenID Connect Core §3.1.3.6)."""
    return (
        base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()
    )


def key_set(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    return json_answer(keys.key_set(endpoint.spec.get("alg", "RS256")))


def discovery(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Answer with the provider's metadata (OpenID Connect Discovery §3)."""
    data = endpoint.provider.data
    issuer = data["issuer"]
    if state.due(visit, "discovery") == "issuer":
        issuer = ELSEWHERE
    methods = {"basic": "client_secret_basic", "body": "client_secret_post", "none": "none"}
    userinfo = next((call["url"] for call in data.get("api", [])), None)
    return json_answer(
        {
            "issuer": issuer,
            "authorization_endpoint": data["authorize"]["url"],
            "token_endpoint": data["token"]["url"],
            **({"userinfo_endpoint": userinfo} if userinfo else {}),
            "jwks_uri": data["keys"]["url"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [data["keys"].get("alg", "RS256")],
            "scopes_supported": ["openid", "profile", "email"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [
                methods[place]
                for place in data["token"].get("client", ["body"])
                if place in methods
            ],
            "authorization_response_iss_parameter_supported": "iss"
            in data["authorize"].get("answer", {}),
            **endpoint.spec.get("body", {}),
        }
    )

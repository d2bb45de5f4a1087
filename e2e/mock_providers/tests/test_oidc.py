from __future__ import annotations

import json
from typing import Any

import jwt
import pytest

from mock_providers.catalogue.providers import Provider

from .conftest import Play

SLUG = "fedora-oidc"
SCOPE = "openid profile email"


def id_token(play: Play, scope: str = SCOPE, **more: str) -> Any:
    reply = play.token(SLUG, play.code(SLUG, scope=scope, nonce="a-nonce", **more))
    return json.loads(reply.body).get("id_token")


def verified(play: Play, token: str) -> dict[str, Any]:
    """Check the token as a careful client does."""
    provider: Provider = play.state.providers[SLUG]
    keys = json.loads(play.get(provider.data["keys"]["url"]).body)["keys"]
    kid = jwt.get_unverified_header(token)["kid"]
    key = jwt.PyJWK(next(key for key in keys if key["kid"] == kid))
    options: Any = {"verify_exp": False, "verify_iat": False}
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=provider.client_id,
        issuer=provider.data["issuer"],
        options=options,
    )


def test_id_token_says_who_it_is_for_and_about(play: Play) -> None:
    claims = verified(play, id_token(play))
    assert claims == {
        "iss": "https://id.fedoraproject.org",
        "aud": "mock-fedora-oidc",
        "iat": 1_800_000_000,
        "exp": 1_800_000_600,
        "nonce": "a-nonce",
        "at_hash": claims["at_hash"],
        "sub": "9000000000007001",
        "name": "Ada Lovelace",
        "given_name": "Ada",
        "family_name": "Lovelace",
        "nickname": "ada",
        "preferred_username": "ada",
        "picture": "https://people.example/9000000000007001.png",
        "email": "ada@example.com",
        "email_verified": True,
    }


def test_claims_follow_the_scope(play: Play) -> None:
    claims = verified(play, id_token(play, scope="openid"))
    assert not {"name", "email"} & set(claims)
    assert id_token(play, scope="profile") is None


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ("signature", jwt.InvalidSignatureError),
        ("unknown_kid", StopIteration),
        ("alg_none", jwt.InvalidAlgorithmError),
        ("hmac", jwt.InvalidAlgorithmError),
        ("audience", jwt.InvalidAudienceError),
        ("issuer", jwt.InvalidIssuerError),
    ],
)
def test_spoiled_id_token_does_not_verify(play: Play, fault: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        verified(play, id_token(play, mock_fault=f"id_token:{fault}"))


@pytest.mark.parametrize(
    ("fault", "claim"),
    [
        ("nonce", "nonce"),
        ("at_hash", "at_hash"),
        ("other_person", "sub"),
        ("expired", "exp"),
        ("old", "iat"),
    ],
)
def test_spoiled_claim_is_spoiled_alone(play: Play, fault: str, claim: str) -> None:
    good = verified(play, id_token(play))
    bad = verified(play, id_token(play, mock_fault=f"id_token:{fault}"))
    assert bad[claim] != good[claim]
    assert bad["aud"] == good["aud"]


def test_id_token_can_be_missing(play: Play) -> None:
    assert id_token(play, mock_fault="id_token:missing") is None


def test_providers_of_one_issuer_agree(play: Play) -> None:
    """Discovery does not know the client, so files that share an issuer must not differ."""
    addresses: dict[str, set[str]] = {}
    for provider in play.state.providers.values():
        if provider.protocol == "oidc":
            data = provider.data
            urls = [data["authorize"]["url"], data["token"]["url"], data["keys"]["url"]]
            addresses.setdefault(data["issuer"], set()).add(" ".join(urls))
    assert {issuer: urls for issuer, urls in addresses.items() if len(urls) > 1} == {}

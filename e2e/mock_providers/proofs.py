"""Keyed hashes, made with the client secret, that some services require or send."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from mock_providers.wire import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_providers.memory.grants import Grant
    from mock_providers.memory.timeline import Visit


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 what these services use


def _joined(query: Mapping[str, str], *without: str) -> str:
    return "".join(sorted(f"{name}={query[name]}" for name in query if name not in without))


def facebook(query: Mapping[str, str], grant: Grant) -> tuple[str, str]:
    """https://developers.facebook.com/docs/graph-api/guides/secure-requests"""
    secret = grant.provider.client_secret.encode()
    return "appsecret_proof", hmac.new(secret, grant.token.encode(), hashlib.sha256).hexdigest()


def mailru(query: Mapping[str, str], grant: Grant) -> tuple[str, str]:
    return "sig", _md5(_joined(query, "sig") + grant.provider.client_secret)


def odnoklassniki(query: Mapping[str, str], grant: Grant) -> tuple[str, str]:
    """https://apiok.ru/en/dev/methods/: the secret is first mixed with the access token."""
    secret = _md5(grant.token + grant.provider.client_secret)
    return "sig", _md5(_joined(query, "sig", "access_token") + secret)


PROOFS: dict[str, Callable[[Mapping[str, str], Grant], tuple[str, str]]] = {
    "facebook": facebook,
    "mailru": mailru,
    "odnoklassniki": odnoklassniki,
}

OPTIONAL = {"facebook"}  # unless the app's settings at Facebook require it


def check_proof(kind: str, visit: Visit, grant: Grant) -> None:
    """Compare the proof in the query with ours. Raises Refused: it is missing or wrong."""
    name, expected = PROOFS[kind](visit.request.query, grant)
    if kind in OPTIONAL and name not in visit.request.query:
        return
    if not hmac.compare_digest(visit.request.query.get(name, "").encode(), expected.encode()):
        why = f"{name} is missing or was not made with the client secret."
        raise Refused("invalid_request", why)
    visit.passed(f"{name} verified")


def signed_request(grant: Grant, now: int) -> str:
    """Return what Facebook hands to an app on its pages.

    https://developers.facebook.com/docs/games/gamesonfacebook/login#parsingsr
    """
    assert grant.person
    content = {
        "algorithm": "HMAC-SHA256",
        "issued_at": now,
        "user_id": grant.person["id"],
        "oauth_token": grant.token,
    }
    payload = base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=")
    digest = hmac.new(grant.provider.client_secret.encode(), payload, hashlib.sha256).digest()
    return f"{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}.{payload.decode()}"


def vk_auth_key(grant: Grant) -> str:
    """Return VK's proof that it is the one who opens an app: md5 of app, person and secret."""
    assert grant.person
    provider = grant.provider
    return _md5(f"{provider.client_id}_{grant.person['id']}_{provider.client_secret}")


def sign_shopify(parameters: Mapping[str, Any], grant: Grant) -> str:
    """https://shopify.dev/docs/apps/auth/oauth: HMAC over the sorted rest of the callback."""
    text = "&".join(f"{name}={parameters[name]}" for name in sorted(parameters))
    secret = grant.provider.client_secret.encode()
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()

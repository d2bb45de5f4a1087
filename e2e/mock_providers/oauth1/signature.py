"""OAuth 1 signatures (RFC 5849 §3): every call must be signed, recent and new.

They cover the provider's real https address, however the request reached us.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from mock_providers.wire import Pairs, Refused

if TYPE_CHECKING:
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Request

CLOCK_SKEW = 300  # seconds
PROTOCOL = (
    "oauth_consumer_key",
    "oauth_signature_method",
    "oauth_signature",
    "oauth_timestamp",
    "oauth_nonce",
)


def parameters(request: Request) -> dict[str, str]:
    """Return the protocol parameters from the one place that has them (RFC 5849 §3.5)."""
    scheme, rest = request.authorization
    if scheme == "oauth":
        found = re.findall(r'([^=\s,]+)="([^"]*)"', rest)
        return {unquote(name): unquote(value) for name, value in found if name != "realm"}
    pairs = request.form_pairs + request.query_pairs
    return {name: value for name, value in pairs if name.startswith("oauth_")}


def escape(text: str) -> str:
    return quote(text, safe="~")


def base_string(method: str, url: str, pairs: Pairs) -> str:
    """Return the text that is signed (RFC 5849 §3.4.1)."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "") + (f":{parts.port}" if parts.port not in (None, default) else "")
    signed = sorted((escape(name), escape(value)) for name, value in pairs)
    normal = "&".join(f"{name}={value}" for name, value in signed)
    address = f"{parts.scheme}://{host}{parts.path}"
    return "&".join([method.upper(), escape(address), escape(normal)])


def signature(text: str, client_secret: str, token_secret: str) -> str:
    """Return the HMAC-SHA1 signature of a base string (RFC 5849 §3.4.2)."""
    key = f"{escape(client_secret)}&{escape(token_secret)}".encode()
    return base64.b64encode(hmac.new(key, text.encode(), hashlib.sha1).digest()).decode()


def verify(state: State, visit: Visit, token: str, token_secret: str) -> dict[str, str]:
    """Return the protocol parameters of a request that is signed, fresh and new. Raises Refused."""
    request, provider = visit.request, visit.provider
    assert provider
    given = parameters(request)
    if missing := [name for name in PROTOCOL if not given.get(name)]:
        raise Refused("parameter_absent", f"The request lacks {', '.join(missing)}.", 401)
    if given["oauth_consumer_key"] != provider.client_id:
        key = given["oauth_consumer_key"]
        raise Refused(
            "consumer_key_unknown", f'No client "{key}" is registered at {provider.title}.', 401
        )
    if given["oauth_signature_method"] != "HMAC-SHA1":
        raise Refused("signature_method_rejected", "Only HMAC-SHA1 signatures are accepted.", 401)
    if given.get("oauth_version", "1.0") != "1.0":
        raise Refused("version_rejected", "oauth_version must be 1.0.", 401)
    _check_signature(visit, given, provider.client_secret, token_secret)
    visit.passed("signature verified (HMAC-SHA1)")
    _check_freshness(state, given, token)
    visit.passed("timestamp fresh, nonce new")
    return given


def _check_signature(visit: Visit, given: dict[str, str], secret: str, token_secret: str) -> None:
    request = visit.request
    signed = [
        pair for pair in request.query_pairs + request.form_pairs if pair[0] != "oauth_signature"
    ]
    if request.authorization[0] == "oauth":
        signed += [pair for pair in given.items() if pair[0] != "oauth_signature"]
    text = base_string(request.method, request.real_url, signed)
    visit.details["base_string"] = text
    if not hmac.compare_digest(signature(text, secret, token_secret), given["oauth_signature"]):
        why = f"The signature does not match the base string {text}"
        raise Refused("signature_invalid", why, 401)


def _check_freshness(state: State, given: dict[str, str], token: str) -> None:
    if not given["oauth_timestamp"].isdecimal():
        raise Refused("timestamp_refused", "oauth_timestamp is not a whole number of seconds.", 401)
    age = state.now() - int(given["oauth_timestamp"])
    if abs(age) > CLOCK_SKEW:
        why = f"oauth_timestamp is {abs(age):.0f} s off; {CLOCK_SKEW} s are accepted."
        raise Refused("timestamp_refused", why, 401)
    once = " ".join(
        [given["oauth_consumer_key"], token, given["oauth_timestamp"], given["oauth_nonce"]]
    )
    if not state.grants.nonces.add(once, state.now()):
        raise Refused("nonce_used", "This oauth_nonce has been used before.", 401)

"""What can go wrong, by stage: for one grant from the consent page, or by HTTP for a call.

A grant's fault travels with its code and tokens, so tests that run in parallel do not disturb
each other.
"""

from __future__ import annotations

from typing import NamedTuple

from mock_providers.wire import Refused, Response, json_response, redirect, text_response

ANSWER = {
    "500": "500 Internal Server Error",
    "503": "503 Service Unavailable, Retry-After 30",
    "429": "429 Too Many Requests, Retry-After 60",
    "403": "403 Forbidden",
    "html": "An HTML page instead of data",
    "empty": "An empty object: {}",
    "null": "null",
    "list": "An empty list: []",
    "error": "200 with an error inside",
    "chunked": "The right response, in chunks",
    "truncated": "Half of the response, then the end",
    "drip": "One byte every quarter of a second",
    "huge": "A response of 4 MB",
    "redirect": "A redirect to itself",
    "timeout": "No response at all",
    "reset": "The connection breaks",
    "no_cors": "No CORS headers: a page's script cannot read it",
}
STAGES: dict[str, dict[str, str]] = {
    "callback": {
        "declined": "The person declines",
        "server_error": "The provider reports server_error",
        "temporarily_unavailable": "The provider reports temporarily_unavailable",
        "wrong_state": "Another state comes back",
        "no_state": "No state comes back",
        "wrong_code": "A code (or verifier) that was never issued",
        "no_code": "No code (or verifier) at all",
        "wrong_iss": "The response claims to be from another issuer",
        "never": "The provider never sends the person back",
    },
    "token": {
        "expired_code": "The code has expired",
        "used_code": "The code has been used before",
        "wrong_client": "The provider does not accept the client's secret",
        "no_token": "The response lacks the token",
        **ANSWER,
    },
    "profile": {
        "revoked": "401: the token has been revoked",
        "no_email": "The profile lacks the e-mail address",
        "other_person": "The profile of another person",
        **ANSWER,
    },
    "id_token": {
        "missing": "No id_token",
        "signature": "A signature by another key",
        "unknown_kid": "A key that is not in the key set",
        "alg_none": "No signature: alg none",
        "hmac": "Signed with the public key, as the secret of HS256",
        "audience": "Made for another client",
        "issuer": "Made by another issuer",
        "nonce": "Another nonce",
        "expired": "Expired an hour ago",
        "old": "Issued two hours ago, and still not expired",
        "at_hash": "Belongs to another access token",
        "auth_time": "The person signed in a day ago",
        "other_person": "About another person than the profile",
    },
    "refresh": {
        "expired": "The refresh token has expired",
        "revoked": "The person has withdrawn their consent",
        "not_rotated": "The old refresh token comes back, and still works",
        **ANSWER,
    },
    "revoke": {"unsupported": "This kind of token cannot be revoked", **ANSWER},
    "introspect": {"inactive": "The token is said to be inactive", **ANSWER},
    "poll": {
        "pending": "Nobody ever decides on the device's code",
        "slow_down": "The device polls too often, whatever it does",
        "denied": "The person declines",
        "expired": "The device's code has expired",
        **ANSWER,
    },
    "device": ANSWER,
    "par": {"expired": "The request_uri has expired when it is used", **ANSWER},
    "request_token": ANSWER,
    "discovery": {"issuer": "Another issuer in the document", **ANSWER},
    "keys": {"without_key": "The key set lacks the key that signs", **ANSWER},
    "end_session": {
        "never": "The person is not sent back",
        "wrong_state": "Another state comes back",
        "no_state": "No state comes back",
    },
    "page": {
        "slow": "The consent page takes three seconds",
        "coop": "The consent page sends Cross-Origin-Opener-Policy: same-origin",
        "second_host": "Another host is visited before the consent page",
    },
}
AFTER_CONSENT = ("callback", "token", "profile", "id_token", "refresh")  # of an app in a browser
DEVICE_STAGES = ("poll", "token", "profile", "id_token", "refresh")
DRIP = 0.25  # seconds between two bytes


class Fault(NamedTuple):
    stage: str
    kind: str


def parse(text: str) -> Fault:
    """Return the fault that `token:503` names. Raises Refused if there is no such fault."""
    stage, _, kind = text.partition(":")
    if kind not in STAGES.get(stage, {}):
        known = ", ".join(STAGES.get(stage, STAGES))
        raise Refused("invalid_request", f'There is no fault "{text}". Known here: {known}.')
    return Fault(stage, kind)


def broken_response(kind: str, url: str, intended: Response) -> Response:
    """Return what is sent instead of the intended response, or that one if the kind is another."""
    match kind:
        case "500":
            return json_response({"error": "server_error"}, 500)
        case "403":
            return json_response({"message": "Forbidden"}, 403)
        case "503":
            return json_response({"error": "temporarily_unavailable"}, 503, Retry_After="30")
        case "429":
            return json_response({"error": "slow_down"}, 429, Retry_After="60")
        case "html":
            return text_response(
                "<!doctype html><title>Oops</title><p>Please try later.", "text/html"
            )
        case "empty" | "null" | "list":
            return text_response(
                {"empty": "{}", "null": "null", "list": "[]"}[kind], "application/json"
            )
        case "error":
            return json_response({"error": "server_error", "error_description": "Something broke."})
        case "huge":
            return json_response({"padding": "x" * 4_000_000})
        case "redirect":
            return redirect(url)
        case "chunked" | "truncated" | "drip" | "reset":
            intended.delivery = kind
            return intended
        case "timeout":
            intended.delivery = "silence"
            return intended
    return intended

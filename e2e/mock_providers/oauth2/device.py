"""Devices without a browser (RFC 8628): a code for the person, and polling until they decide."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from mock_providers.catalogue.shapes import shaped
from mock_providers.memory.grants import DEVICE_LIFE, Grant, random_text
from mock_providers.oauth2.client import authenticate
from mock_providers.oauth2.issue import issue_refresh_token, issue_token, token_response
from mock_providers.oauth2.request import asks_for_refresh
from mock_providers.wire import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response

INTERVAL = 1  # seconds between two polls; real services say 5, and tests would wait for them
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # RFC 8628 §6.1: no vowels, so no words


def device_authorization(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Issue a code for the device and one for the person (RFC 8628 §3.2)."""
    authenticate(visit, endpoint)
    provider, sent = endpoint.provider, visit.request.form
    scopes = tuple(sent.get("scope", "").split())
    grant = Grant(
        flow=state.next_flow(),
        provider=provider,
        redirect_uri="",
        born=state.now(),
        own=endpoint.own,
        scopes=scopes,
        offline=asks_for_refresh(provider, scopes, sent),
    )
    visit.grant, device_code = grant, random_text()
    letters = [secrets.choice(LETTERS) for _ in range(8)]
    grant.user_code = "".join(letters[:4]) + "-" + "".join(letters[4:])
    state.grants.device_codes.put(device_code, grant)
    state.grants.user_codes.put(grant.user_code, grant)
    page = f"{state.url or visit.request.base}/_device"
    return shaped(
        endpoint.spec,
        {
            "device_code": device_code,
            "user_code": grant.user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?user_code={grant.user_code}",
            "expires_in": int(DEVICE_LIFE),
            "interval": INTERVAL,
        },
        {"accept": visit.request.headers.get("accept", "")},
    )


def redeem_device_code(
    state: State, visit: Visit, endpoint: Endpoint, sent: Mapping[str, str]
) -> Response:
    """Respond to a device that polls (RFC 8628 §3.4)."""
    grant = visit.grant = state.grants.device_codes.get(sent.get("device_code", ""))
    if grant is None or grant.provider is not endpoint.provider:
        why = "This device code was not issued to this client."
        raise Refused("invalid_grant", why, check="device code")
    _refuse_until_decided(state, visit, grant)
    if not state.grants.spend(grant):
        raise Refused("invalid_grant", "This device code has been used.", check="device code")
    visit.passed("device code accepted")
    issue_token(state, grant)
    issue_refresh_token(state, grant)
    return token_response(state, visit, endpoint, grant)


def _refuse_until_decided(state: State, visit: Visit, grant: Grant) -> None:
    due, now = state.due(visit, "poll"), state.now()
    waited, grant.polled = now - grant.polled, now
    if due == "expired" or now - grant.born > DEVICE_LIFE:
        raise Refused("expired_token", "The device code has expired.")
    if due == "slow_down" or waited < INTERVAL * 0.8:
        raise Refused("slow_down", f"The device polls more often than every {INTERVAL} s.")
    if due == "denied" or grant.declined:
        raise Refused("access_denied", "The person declined.")
    if due == "pending" or grant.person is None:
        raise Refused("authorization_pending", "Nobody has decided yet.")

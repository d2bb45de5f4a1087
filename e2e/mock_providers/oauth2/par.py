"""Pushed authorization requests (RFC 9126)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers.memory.grants import random_text
from mock_providers.oauth2.client import authenticate
from mock_providers.oauth2.request import PUSHED_LIFE, read_request, refuse_doubles
from mock_providers.wire import Refused, json_response

if TYPE_CHECKING:
    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response

URN = "urn:ietf:params:oauth:request_uri:"


def push(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Store an authorization request; return a reference to it (RFC 9126 §2.2)."""
    refuse_doubles(visit.request.form_pairs)
    authenticate(visit, endpoint)
    sent = visit.request.form
    if "request_uri" in sent:
        raise Refused("invalid_request", "A pushed request cannot name a request_uri.")
    read_request(state, visit, endpoint, sent)
    uri = URN + random_text()
    state.grants.pushed.put(uri, (state.now(), sent))
    return json_response({"request_uri": uri, "expires_in": int(PUSHED_LIFE)}, 201)

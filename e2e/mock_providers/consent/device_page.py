"""`/_device`: where a person types the code that a device shows them (RFC 8628 §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers.consent.authorize import decide
from mock_providers.memory.grants import DEVICE_LIFE
from mock_providers.pages.small import device_decided, device_form

if TYPE_CHECKING:
    from mock_providers.memory.grants import Grant
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response


def device_page(state: State, visit: Visit) -> Response:
    visit.stage = "device page"
    chosen = {**visit.request.query, **visit.request.form}
    code = chosen.get("user_code", "").strip().upper()
    grant = state.grants.user_codes.get(code)
    if grant is None or state.now() - grant.born > DEVICE_LIFE:
        return device_form(wrong=bool(code))
    visit.provider = grant.provider
    if grant.person or grant.declined:
        return device_decided(grant.provider)
    visit.passed("device's code known")
    return decide(state, visit, grant, _decided)


def _decided(state: State, visit: Visit, grant: Grant) -> Response:
    visit.passed("the person declined" if grant.declined else "the person allowed it")
    return device_decided(grant.provider)

"""What a provider's SDK gives to an app, and One Tap to a page: an id_token, and no code.

GET /_sdk/google-oauth2?client_id=mock-google-oauth2&mock_person=ada&nonce=a-nonce
200 {"id_token": "eyJhbGciOiJSUzI1NiIs…"}

There is no page: the URL stands for both the SDK and the person who allows it. Faults of
the stage `id_token` are chosen as on the consent page, by `mock_fault`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers import faults
from mock_providers.memory.grants import Grant
from mock_providers.oidc.id_token import id_token
from mock_providers.wire import Refused, json_response

if TYPE_CHECKING:
    from mock_providers.catalogue.providers import Provider
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response

PATH = "/_sdk/"
SCOPES = ("openid", "profile", "email")


def sdk(state: State, visit: Visit) -> Response:
    visit.stage = visit.kind = "sdk"
    visit.provider = provider = _provider(state, visit.request.path.removeprefix(PATH))
    sent = visit.request.query
    if sent.get("client_id") != provider.client_id:
        why = f'No client "{sent.get("client_id", "")}" is registered at {provider.title}.'
        raise Refused("unauthorized_client", why)
    person = sent.get("mock_person", "")
    if person not in state.people:
        raise Refused("invalid_request", f'"mock_person" is one of {", ".join(state.people)}.')
    visit.grant = grant = Grant(state.next_flow(), provider, "", state.now())
    grant.issuer = state.issuer(visit, provider, own=False)
    grant.scopes, grant.nonce = SCOPES, sent.get("nonce", "")
    grant.person = state.people.person(person, provider.data.get("people"))
    if fault := sent.get("mock_fault"):
        grant.faults.append(faults.parse(fault))
    visit.passed("client known, the person allowed it")
    return json_response({"id_token": id_token(state, grant, state.due(visit, "id_token"))})


def _provider(state: State, slug: str) -> Provider:
    provider = state.providers.get(slug)
    if provider is None or "keys" not in provider.data:
        raise Refused("not_found", f'No provider "{slug}" signs id_tokens here.', 404)
    return provider

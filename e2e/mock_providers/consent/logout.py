"""The end of a session (OpenID Connect RP-Initiated Logout 1.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_providers.pages.small import never, sign_out_question, signed_out
from mock_providers.wire import Refused, redirect, with_query

if TYPE_CHECKING:
    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response

NO_SESSION = "mock_person=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"


def end_session(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    """Sign the person out, asking them unless an id_token says who the app means (§2)."""
    sent = {**visit.request.query, **visit.request.form}
    provider, uri = endpoint.provider, sent.get("post_logout_redirect_uri", "")
    hint = sent.get("id_token_hint", "")
    if hint:
        _check_hint(state, endpoint, hint)
        visit.passed("id_token_hint verified")
    if sent.get("client_id", provider.client_id) != provider.client_id:
        raise Refused("invalid_request", "client_id is not the client of this id_token.")
    if uri and uri not in state.logout_uris:
        known = " or ".join(state.logout_uris) or "none: use --logout-redirect-uri"
        why = f"post_logout_redirect_uri is {uri}, but registered is {known}."
        raise Refused("invalid_request", why, check="post-logout redirect URI")
    if not hint and sent.get("mock_decision") != "allow":
        return sign_out_question(provider)
    kind = state.due(visit, "end_session")
    if kind == "never":
        response = never(provider)
    elif uri:
        response = redirect(with_query(uri, _parameters(sent, kind)))
    else:
        response = signed_out(provider)
    response.headers["Set-Cookie"] = NO_SESSION
    visit.passed("signed out")
    return response


def _parameters(sent: dict[str, str], kind: str) -> dict[str, str]:
    if "state" not in sent or kind == "no_state":
        return {}
    return {"state": "made-up-by-the-mock-provider" if kind == "wrong_state" else sent["state"]}


def _check_hint(state: State, endpoint: Endpoint, hint: str) -> None:
    """Accept an id_token of ours for this client, an expired one, too (§2)."""
    import jwt

    data = endpoint.provider.data
    keys = state.keys.published(data["issuer"], data["keys"].get("alg", "RS256"))
    options: Any = {"verify_exp": False, "verify_iat": False}
    try:
        kid = jwt.get_unverified_header(hint).get("kid")
        key = next((key for key in keys if key.kid == kid), None)
        if key is None:
            raise Refused("invalid_request", "id_token_hint was signed with an unknown key.")
        jwt.decode(
            hint,
            jwt.PyJWK(key.public_jwk),
            audience=endpoint.provider.client_id,
            algorithms=[key.alg],
            options=options,
        )
    except jwt.PyJWTError as error:
        raise Refused("invalid_request", f"id_token_hint is not valid: {error}.") from error

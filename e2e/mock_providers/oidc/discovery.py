"""The provider's metadata (OpenID Connect Discovery §3, RFC 8414 §2) and its key set (RFC 7517)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_providers.catalogue.endpoints import OWN
from mock_providers.oidc.id_token import ELSEWHERE
from mock_providers.wire import Response, json_response

if TYPE_CHECKING:
    from mock_providers.catalogue.endpoints import Endpoint, Kind
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Visit

NAMES: dict[Kind, str] = {
    "authorize": "authorization_endpoint",
    "token": "token_endpoint",
    "keys": "jwks_uri",
    "revoke": "revocation_endpoint",
    "introspect": "introspection_endpoint",
    "device": "device_authorization_endpoint",
    "par": "pushed_authorization_request_endpoint",
    "end_session": "end_session_endpoint",
}
CLIENT_METHODS = {
    "basic": "client_secret_basic",
    "body": "client_secret_post",
    "jwt": "client_secret_post",  # Apple: the secret is a JWT, and comes as any other does
    "none": "none",
}
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


def discovery(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    data = endpoint.provider.data
    own = state.issuer(visit, endpoint.provider, own=True) if endpoint.own else ""
    document = {"issuer": own or data["issuer"], **addresses(data, own), **abilities(data)}
    if endpoint.own:
        document["authorization_response_iss_parameter_supported"] = True
    document |= endpoint.spec.get("body", {})
    if state.due(visit, "discovery") == "issuer":
        document["issuer"] = ELSEWHERE
    return json_response(document)


def addresses(data: dict[str, Any], own: str) -> dict[str, str]:
    """Return the endpoints as the document names them: the real ones, or our own issuer's."""
    found = {
        name: f"{own}/{OWN[kind]}" if own else data[kind]["url"]
        for kind, name in NAMES.items()
        if kind in data
    }
    userinfo = f"{own}/userinfo" if own else userinfo_address(data)
    return found | ({"userinfo_endpoint": userinfo} if userinfo else {})


def userinfo_address(data: dict[str, Any]) -> str:
    """Return the first API that returns the person's claims, or an empty text."""
    calls = data.get("api", [])
    plain = [call["url"] for call in calls if call.get("body") == "{claims}"]
    return next(iter([*plain, *(call["url"] for call in calls)]), "")


def abilities(data: dict[str, Any]) -> dict[str, Any]:
    token, authorize = data["token"], data["authorize"]
    refresh = token.get("refresh")
    grants = ["authorization_code", *token.get("grants", [])]
    scopes = ["openid", "profile", "email"]
    if refresh is not None:
        grants.insert(1, "refresh_token")
        if refresh.get("asked_by") == "scope=offline_access":
            scopes.append("offline_access")
    methods = [
        CLIENT_METHODS[way] for way in token.get("client", ["body"]) if way in CLIENT_METHODS
    ]
    return {
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": grants,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [data["keys"].get("alg", "RS256")],
        "scopes_supported": scopes,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "code_challenge_methods_supported": authorize.get("challenge_methods", ["S256"]),
        "token_endpoint_auth_methods_supported": methods,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": "iss" in authorize.get("answer", {}),
    }


def key_set(state: State, visit: Visit, endpoint: Endpoint) -> Response:
    alg = endpoint.spec.get("alg", "RS256")
    keys = state.keys.published(endpoint.provider.data["issuer"], alg)
    if state.due(visit, "keys") == "without_key":
        keys = keys[1:]
    return json_response({"keys": [key.public_jwk for key in keys]})

"""The engine responds to any input, and never with a stack trace."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_providers.catalogue.endpoints import endpoints

from .conftest import PROVIDERS, Play

SLUGS = ["github", "twitter", "qiita", "apple-id", "loginradius", "hubspot", "fedora-oidc", "oidc"]
OWN = ["authorize", "token", "userinfo", "par", "device", "introspect", "revoke", "logout"]
PATHS = sorted(
    {endpoint.url for slug in SLUGS for endpoint in endpoints(PROVIDERS[slug])}
    | {f"https://oidc/{path}" for path in OWN}
    | {f"https://_control/{path}" for path in ("faults", "timeline", "people", "keys", "clock")}
    | {"https:/", "https://_second/x", "https://_device"}
)
WORDS = """client_id client_secret code state scope redirect_uri grant_type code_verifier
code_challenge response_type oauth_token oauth_timestamp access_token token since
mock_person mock_fault mock_flow mock_decision refresh_token device_code user_code request_uri
id_token_hint post_logout_redirect_uri max_age prompt response_mode login_hint key provider
seconds"""
NAMES = st.sampled_from(WORDS.split())
VALUES = st.text(max_size=20) | st.sampled_from(
    ["mock-github", "mock-qiita", "mock-oidc", "ada", "²", "code", "none", "refresh_token"]
)
FIELDS = st.dictionaries(NAMES, VALUES, max_size=6)
SCHEMES = st.sampled_from(["", "Basic ", "Bearer ", "OAuth ", 'OAuth oauth_timestamp="²", x='])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    method=st.sampled_from(["GET", "POST", "PUT"]),
    path=st.sampled_from(PATHS),
    query=FIELDS,
    form=FIELDS,
    scheme=SCHEMES,
    credentials=st.text(max_size=20),
    body=ANYTHING,
    as_json=st.booleans(),
)
def test_every_request_gets_a_response(
    play: Play,
    method: str,
    path: str,
    query: dict[str, str],
    form: dict[str, str],
    scheme: str,
    credentials: str,
    body: object,
    as_json: bool,
) -> None:
    headers = {"authorization": scheme + credentials, "cookie": credentials}
    if as_json:
        headers["content-type"] = "application/json"
        response = play.send(method, path, headers, query, json.dumps(body).encode())
    else:
        response = play.post(path, form, headers, **query)
    assert 200 <= response.status < 500

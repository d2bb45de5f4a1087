from __future__ import annotations

import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from mock_providers.faults import ANSWER, STAGES
from mock_providers.running import MockProviders

from .conftest import Play, returned

BROKEN = {
    "500": (500, b'{"error": "server_error"}'),
    "403": (403, b'{"message": "Forbidden"}'),
    "503": (503, b'{"error": "temporarily_unavailable"}'),
    "429": (429, b'{"error": "slow_down"}'),
    "html": (200, b"<!doctype html><title>Oops</title><p>Please try later."),
    "empty": (200, b"{}"),
    "null": (200, b"null"),
    "list": (200, b"[]"),
    "error": (200, b'{"error": "server_error", "error_description": "Something broke."}'),
}


def profile(play: Play, fault: str) -> Any:
    """Sign in with the fault at the profile; return the response to that call."""
    token = json.loads(play.token("gitlab", play.code("gitlab", mock_fault=fault)).body)
    return play.get("https://gitlab.com/api/v4/user", access_token=token["access_token"])


@pytest.mark.parametrize("kind", BROKEN)
def test_token_call_fails_as_planned(play: Play, kind: str) -> None:
    response = play.token("gitlab", play.code("gitlab", mock_fault=f"token:{kind}"))
    assert (response.status, response.body) == BROKEN[kind]
    assert play.state.timeline.since()[-1].fault == f"token:{kind}"
    assert play.state.timeline.since()[-1].verdict == "fault"


@pytest.mark.parametrize("kind", BROKEN)
def test_profile_call_fails_as_planned(play: Play, kind: str) -> None:
    response = profile(play, f"profile:{kind}")
    assert (response.status, response.body) == BROKEN[kind]


@pytest.mark.parametrize(("kind", "seconds"), [("503", "30"), ("429", "60")])
def test_busy_provider_says_when_to_retry(play: Play, kind: str, seconds: str) -> None:
    assert profile(play, f"profile:{kind}").headers["Retry-After"] == seconds


def test_redirect_leads_to_itself(play: Play) -> None:
    response = profile(play, "profile:redirect")
    assert response.status == 303
    assert urlsplit(response.headers["Location"]).path == "/gitlab.com/api/v4/user"


def test_a_huge_response_is_huge(play: Play) -> None:
    assert len(profile(play, "profile:huge").body) > 4_000_000


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("expired_code", "invalid_grant"),
        ("used_code", "invalid_grant"),
        ("wrong_client", "invalid_client"),
    ],
)
def test_token_call_refuses_as_planned(play: Play, kind: str, error: str) -> None:
    response = play.token("gitlab", play.code("gitlab", mock_fault=f"token:{kind}"))
    assert json.loads(response.body)["error"] == error


def test_token_can_be_missing(play: Play) -> None:
    response = play.token("gitlab", play.code("gitlab", mock_fault="token:no_token"))
    assert json.loads(response.body)["access_token"] is None


def test_profile_can_be_wrong(play: Play) -> None:
    assert profile(play, "profile:revoked").status == 401
    assert json.loads(profile(play, "profile:no_email").body)["email"] is None
    assert json.loads(profile(play, "profile:other_person").body)["username"] != "ada"


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("declined", {"error": "access_denied", "error_description": "The person declined."}),
        ("server_error", {"error": "server_error"}),
        ("temporarily_unavailable", {"error": "temporarily_unavailable"}),
    ],
)
def test_callback_gets_an_error(play: Play, kind: str, answer: dict[str, str]) -> None:
    got = returned(play.authorize("gitlab", mock_fault=f"callback:{kind}"))
    assert got == {**answer, "state": "a-state"}


def test_callback_gets_a_spoiled_response(play: Play) -> None:
    def got(kind: str) -> dict[str, str]:
        return returned(play.authorize("gitlab", mock_fault=f"callback:{kind}"))

    assert got("wrong_state")["state"] == "made-up-by-the-mock-provider"
    assert set(got("no_state")) == {"code"}
    assert got("wrong_code")["code"] == "made-up-by-the-mock-provider"
    assert set(got("no_code")) == {"state"}
    assert got("wrong_iss")["iss"] == "https://elsewhere.example"


def test_callback_may_never_come(play: Play) -> None:
    response = play.authorize("gitlab", mock_fault="callback:never")
    assert response.status == 200
    assert b"GitLab never responds" in response.body


def test_fault_belongs_to_its_grant_alone(play: Play) -> None:
    spoiled, good = play.code("gitlab", mock_fault="token:500"), play.code("gitlab")
    assert play.token("gitlab", good).status == 200
    assert play.token("gitlab", spoiled).status == 500


def test_several_faults_travel_together(play: Play) -> None:
    url = play.state.providers["gitlab"].data["authorize"]["url"]
    query = f"client_id=mock-gitlab&response_type=code&redirect_uri={play.callback('gitlab')}"
    faults = "mock_fault=profile:503&mock_fault=&mock_fault=id_token:nonce"
    code = returned(play.get(f"{url}?{query}&mock_person=ada&{faults}"))["code"]
    token = json.loads(play.token("gitlab", code).body)["access_token"]
    assert play.get("https://gitlab.com/api/v4/user", access_token=token).status == 503


def order(play: Play, **body: Any) -> int:
    target = "https://_control/faults"
    return play.send("POST", target, {}, {}, json.dumps(body).encode()).status


def test_fault_planned_by_http_hits_the_next_calls(play: Play) -> None:
    assert order(play, provider="gitlab", at="token", fault="500", times=2) == 204
    statuses = [play.token("gitlab", play.code("gitlab")).status for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_fault_planned_by_http_hits_what_comes_before_a_grant(play: Play) -> None:
    order(play, provider="*", at="discovery", fault="issuer")
    order(play, provider="fedora-oidc", at="keys", fault="500")
    found = play.get("https://id.fedoraproject.org/.well-known/openid-configuration")
    assert json.loads(found.body)["issuer"] == "https://elsewhere.example"
    assert play.get("https://id.fedoraproject.org/openidc/Jwks").status == 500
    assert play.get("https://id.fedoraproject.org/openidc/Jwks").status == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"provider": "nobody", "at": "token", "fault": "500"},
        {"provider": "gitlab", "at": "token", "fault": "nonsense"},
        {"provider": "gitlab", "at": "token", "fault": "500", "times": 0},
        {"provider": "gitlab", "at": "token", "fault": "500", "times": "many"},
        {},
    ],
)
def test_invalid_plan_is_refused(play: Play, wrong: dict[str, Any]) -> None:
    assert order(play, **wrong) == 400


def test_every_fault_has_a_description() -> None:
    assert all(words for kinds in STAGES.values() for words in kinds.values())
    below_http = {"chunked", "truncated", "drip", "timeout", "reset"}
    assert set(BROKEN) | below_http | {"huge", "redirect", "no_cors"} == set(ANSWER)


def call(mock: MockProviders, kind: str, timeout: float = 1.0) -> http.client.HTTPResponse:
    """Ask for a key set, which is to break below HTTP."""
    parts = urlsplit(mock)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=timeout)
    order = {"provider": "fedora-oidc", "at": "keys", "fault": kind}
    connection.request("POST", "/_control/faults", json.dumps(order))
    connection.getresponse().read()
    connection.request("GET", "/id.fedoraproject.org/openidc/Jwks")
    return connection.getresponse()


def test_reset_breaks_the_connection(mock_providers: MockProviders) -> None:
    with pytest.raises(ConnectionResetError):
        call(mock_providers, "reset")


def test_a_chunked_response_has_the_same_body(mock_providers: MockProviders) -> None:
    response = call(mock_providers, "chunked")
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in response.headers
    assert json.loads(response.read())["keys"]


def test_a_truncated_response_ends_early(mock_providers: MockProviders) -> None:
    response = call(mock_providers, "truncated")
    with pytest.raises(http.client.IncompleteRead):
        response.read()


def test_drip_comes_byte_by_byte(mock_providers: MockProviders) -> None:
    response = call(mock_providers, "drip")
    started = time.monotonic()
    assert len(response.read1(100)) < 5
    response.read(3)
    assert time.monotonic() - started > 0.1


def test_silence_lasts_longer_than_a_client_waits(mock_providers: MockProviders) -> None:
    with pytest.raises(TimeoutError):
        call(mock_providers, "timeout", timeout=0.3)

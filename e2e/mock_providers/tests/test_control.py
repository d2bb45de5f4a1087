from __future__ import annotations

import json

import pytest

from .conftest import Play


def read(play: Play, path: str) -> object:
    return json.loads(play.send("GET", path, {}, {}).body)


def test_the_timeline_keeps_counting(play: Play) -> None:
    play.code("gitlab")
    first = read(play, "/_control/timeline")
    assert isinstance(first, dict)
    assert [entry["stage"] for entry in first["entries"]] == ["callback"]

    play.code("gitlab")
    second = read(play, f"/_control/timeline?since={first['next']}")
    assert isinstance(second, dict)
    assert len(second["entries"]) == 1


def test_reset_forgets_everything(play: Play) -> None:
    code = play.code("gitlab")
    assert play.send("POST", "/_control/reset", {}, {}).status == 204
    assert read(play, "/_control/timeline") == {"entries": [], "next": 0}
    assert play.token("gitlab", code).status == 400


def test_clock_moves_until_the_reset(play: Play) -> None:
    before = play.state.now()
    body = b'{"seconds": 61}'
    assert play.send("POST", "/_control/clock", {}, {}, body).status == 204
    assert play.state.now() == before + 61
    assert play.send("POST", "/_control/clock", {}, {}, b'{"seconds": "soon"}').status == 400
    play.state.reset()
    assert play.state.now() == before


def test_redirect_uris_can_be_registered_by_http(play: Play) -> None:
    body = b'["https://other.example/back"]'
    assert play.send("POST", "/_control/redirect-uris", {}, {}, body).status == 204
    assert play.authorize("gitlab", redirect_uri="https://other.example/back").status == 303
    assert play.authorize("gitlab").status == 400
    for wrong in (b"{}", b"[1]", b"x"):
        assert play.send("POST", "/_control/redirect-uris", {}, {}, wrong).status == 400


def test_the_readiness_probe_gets_a_response(play: Play) -> None:
    assert play.send("GET", "/_ready", {}, {}).body == b"ready\n"


def test_control_is_off_unless_asked_for(play: Play) -> None:
    play.state.control = False
    for method, path in (("GET", "timeline"), ("POST", "faults"), ("POST", "reset")):
        assert play.send(method, f"/_control/{path}", {}, {}).status == 404


def test_control_is_not_for_other_sites(play: Play) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    assert play.send("POST", "/_control/reset", headers, {}).status == 403


def test_catalogue_lists_every_provider(play: Play) -> None:
    entries = read(play, "/_providers")
    assert isinstance(entries, list)
    github = next(entry for entry in entries if entry["slug"] == "github")
    assert github == {
        "slug": "github",
        "name": "github",
        "title": "GitHub",
        "protocol": "oauth2",
        "backend": "social_core.backends.github.GithubOAuth2",
        "retired": False,
        "color": "#1f2328",
        "settings": {},
    }


@pytest.mark.parametrize("path", ["/_nothing", "/example.com/", "/favicon.ico", "/x"])
def test_unknown_address_is_not_found(play: Play, path: str) -> None:
    assert play.send("GET", path, {}, {}).status == 404


def test_timeline_is_bounded(play: Play) -> None:
    for _ in range(2100):
        play.send("GET", "/example.com/", {}, {})
    assert len(play.state.timeline.since()) == 2000

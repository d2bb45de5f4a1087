from __future__ import annotations

import json
import re

import pytest

from mock_providers.faults import Fault

from .conftest import APP, Play, returned


def consent(play: Play, slug: str = "google-oauth2", **more: str) -> str:
    scope = {"scope": "openid email profile"}
    response = play.authorize(slug, person="", **scope | more)
    assert response.status == 200
    return response.body.decode()


def test_consent_page_says_what_it_is(play: Play) -> None:
    page = consent(play)
    assert "<title>Sign in with Google (mock)</title>" in page
    assert "This is a mock of Google. Nothing leaves this computer." in page
    assert "<b>app.example</b> wants to" in page
    assert "Read your e-mail address" in page


def test_consent_page_offers_every_person(play: Play) -> None:
    names = re.findall(r'aria-label="Continue as ([^"]+)"', consent(play))
    assert names == [
        "Ada Lovelace",
        "Sam Quiet",
        "Mallory &lt;b&gt;O&#x27;Neil&lt;/b&gt;",
        "Zoë Ōkami 大神 🦊",
        "A new person",
    ]


def test_markup_in_a_name_stays_text(play: Play) -> None:
    assert "<b>O'Neil" not in consent(play)
    assert "<script" not in consent(play, state="<script>alert(1)</script>")


def test_last_person_comes_first(play: Play) -> None:
    cookie = {"cookie": "mock_person=zoe.1800000000"}
    query = {
        "client_id": "mock-gitlab",
        "redirect_uri": f"{APP}/callback/gitlab",
        "response_type": "code",
    }
    page = play.get("https://gitlab.com/oauth/authorize", cookie, **query).body.decode()
    assert re.findall(r'value="(\w+)"\s+aria-label', page)[0] == "zoe"
    assert page.count("autofocus") == 1


def test_choice_is_remembered_on_the_mock_only(play: Play) -> None:
    cookie = play.authorize("gitlab", person="sam").headers["Set-Cookie"]
    assert cookie == "mock_person=sam.1800000000; Path=/; HttpOnly; SameSite=Lax"


def test_form_does_what_the_shortcuts_do(play: Play) -> None:
    query = {
        "client_id": "mock-gitlab",
        "redirect_uri": f"{APP}/callback/gitlab",
        "response_type": "code",
        "state": "s",
    }
    form = {"mock_flow": "7", "mock_person": "ada", "mock_fault": ""}
    response = play.post("https://gitlab.com/oauth/authorize", form, **query)
    assert set(returned(response)) == {"code", "state"}
    assert play.state.timeline.since()[-1].flow == 7

    response = play.post("https://gitlab.com/oauth/authorize", {"mock_decision": "deny"}, **query)
    assert returned(response)["error"] == "access_denied"


def test_pages_load_nothing_and_are_not_framed(play: Play) -> None:
    headers = play.authorize("gitlab", person="").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "form-action" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


def test_unprotected_request_is_shown_as_such(play: Play) -> None:
    assert consent(play, state="", nonce="").count('aria-label="missing"') == 3
    assert (
        consent(play, nonce="n", code_challenge="c" * 43, code_challenge_method="S256").count(
            'aria-label="missing"'
        )
        == 0
    )


@pytest.mark.parametrize(
    ("kind", "header", "value"),
    [("coop", "Cross-Origin-Opener-Policy", "same-origin")],
)
def test_page_switch_sets_a_header(play: Play, kind: str, header: str, value: str) -> None:
    assert header not in play.authorize("gitlab", person="").headers
    play.state.page_faults = (Fault("page", kind),)
    assert play.authorize("gitlab", person="").headers[header] == value


def test_page_offers_its_own_faults_for_this_sign_in_alone(play: Play) -> None:
    again = re.findall(r'href="([^"]+page%3A\w+)"', consent(play))
    assert len(again) == 3
    coop = play.send("GET", again[1].replace("&amp;", "&"), {}, {})
    assert coop.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Cross-Origin-Opener-Policy" not in play.authorize("gitlab", person="").headers
    allowed = play.send("GET", again[0].replace("&amp;", "&") + "&mock_person=ada", {}, {})
    assert allowed.status == 303


def test_slow_page_waits(play: Play) -> None:
    play.state.page_faults = (Fault("page", "slow"),)
    assert play.authorize("gitlab", person="").delay == 3.0


def test_second_host_is_visited_first(play: Play) -> None:
    play.state.page_faults = (Fault("page", "second_host"),)
    query = {
        "client_id": "mock-gitlab",
        "redirect_uri": f"{APP}/callback/gitlab",
        "response_type": "code",
    }
    host = {"host": "providers.localhost:9400"}
    first = play.get("https://gitlab.com/oauth/authorize", host, **query)
    assert first.status == 303
    address = first.headers["Location"]
    assert address.startswith("http://second.providers.localhost:9400/_second/gitlab.com/oauth/")

    target = address.removeprefix("http://second.providers.localhost:9400")
    second = play.send("GET", target, {"host": "second.providers.localhost:9400"}, {})
    back = re.findall(r'href="([^"]+)"', second.body.decode())[0].replace("&amp;", "&")
    assert back.startswith("http://providers.localhost:9400/gitlab.com/oauth/authorize?")

    third = play.send("GET", back.removeprefix("http://providers.localhost:9400"), host, {})
    assert b"Sign in with GitLab" in third.body


def test_apple_posts_its_callback(play: Play) -> None:
    response = play.authorize("apple-id", scope="name%20email", response_mode="form_post")
    page = response.body.decode()
    assert response.status == 200
    assert f'<form method="post" action="{APP}/callback/apple-id">' in page
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    assert set(fields) == {"code", "state", "user"}
    assert "script-src 'sha256-" in response.headers["Content-Security-Policy"]


def test_provider_can_start(play: Play) -> None:
    url = "https://vk.ru/mock-vk-app"
    assert b"Sign in with VK" in play.get(url).body
    answer = returned(play.get(url, mock_person="ada"))
    assert answer["viewer_id"] == "9000000000007001"
    profile = play.get("https://api.vk.ru/method/users.get", access_token=answer["access_token"])
    assert json.loads(profile.body)["response"][0]["first_name"] == "Ada"


def test_timeline_lists_each_request(play: Play) -> None:
    play.token("gitlab", play.code("gitlab"), client_secret="guess")
    page = play.send("GET", "/", {}, {}).body.decode()
    assert "gitlab, ada" in page
    assert "The client secret is wrong." in page
    code = play.code("gitlab")
    play.get("https://gitlab.com/api/v4/user", access_token=code)
    assert code not in play.send("GET", "/", {}, {}).body.decode()

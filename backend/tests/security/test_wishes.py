"""F: what a page may ask for when it begins a flow."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.security.support import accepted, complete, nothing_happens, post, refused

GOOGLE = "google-oauth2"


def begun(visitor, provider=GOOGLE, **asked):
    return accepted(post(visitor, f"begin/{provider}/", asked))


def query(begun):
    """Return the URL's parameters, each of which it has once."""
    pairs = parse_qsl(urlsplit(begun["authorization_url"]).query, keep_blank_values=True)
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


def not_allowed(visitor, provider=GOOGLE, **asked):
    with nothing_happens(visitor.mocks):
        response = post(visitor, f"begin/{provider}/", asked)
        refused(response, 400, "invalid_input")
    [[field, [error]]] = response.json()["errors"].items()
    assert error["code"] == "not_allowed"
    return field, error["message"]


@pytest.mark.parametrize("listed", [None, [], ["calendar"]])
def test_F25_a_scope_that_is_not_listed_is_refused(visitor, settings, listed):
    if listed is not None:
        settings.SOCIAL_AUTH_GOOGLE_OAUTH2_BEGIN_SCOPES = listed

    assert not_allowed(visitor, scope="drive") == ("scope", "The server does not allow this.")
    assert not_allowed(visitor, scope="calendar drive")[0] == "scope"


def test_F25_a_scope_that_is_listed_is_added_to_the_own_ones(visitor, settings):
    settings.SOCIAL_AUTH_GOOGLE_OAUTH2_BEGIN_SCOPES = ["calendar", "drive"]
    own = query(begun(visitor))["scope"]

    assert query(begun(visitor, scope="calendar"))["scope"] == f"{own} calendar"
    assert query(begun(visitor))["scope"] == own


@pytest.mark.parametrize("prompt", ["none", "login none", "create", "login&scope=drive"])
def test_F25_a_prompt_that_asks_nothing_is_refused(visitor, prompt):
    assert not_allowed(visitor, prompt=prompt)[0] == "prompt"


@pytest.mark.parametrize("provider", [GOOGLE, "github", "google-openidconnect"])
def test_F25_a_prompt_and_a_hint_are_passed_on(visitor, provider):
    asked = {"prompt": "select_account", "login_hint": "ada+1@example.com&scope=drive#x%26"}
    own = query(begun(visitor, provider))

    sent = query(begun(visitor, provider, **asked))

    assert {name: sent[name] for name in asked} == asked
    assert {*sent} - {*own} == {*asked}


def test_F25_a_prompt_replaces_the_one_in_the_settings(visitor, settings):
    settings.SOCIAL_AUTH_GOOGLE_OAUTH2_AUTH_EXTRA_ARGUMENTS = {"prompt": "consent", "hd": "x.org"}

    sent = query(begun(visitor, prompt="login"))

    assert (sent["prompt"], sent["hd"]) == ("login", "x.org")


def test_F25_a_project_decides_which_prompts_may_be_asked_for(visitor, settings):
    settings.REST_SOCIAL_BEGIN_PROMPTS = ["none"]

    assert query(begun(visitor, prompt="none"))["prompt"] == "none"
    assert not_allowed(visitor, prompt="login")[0] == "prompt"


@pytest.mark.parametrize(
    ("provider", "body"),
    [("twitter", {}), (GOOGLE, {"id_token": True})],
    ids=["oauth1", "id_token"],
)
def test_F25_what_the_flow_has_no_parameter_for_is_refused(visitor, provider, body):
    for asked in ({"prompt": "login"}, {"login_hint": "ada"}, {"scope": "x"}):
        assert not_allowed(visitor, provider, **asked, **body) == (
            *asked,
            "This flow has no such parameter.",
        )


@pytest.mark.parametrize("value", [["repo"], {"x": 1}, 5, True, "x" * 5000, "a\0b"])
@pytest.mark.parametrize("field", ["scope", "prompt", "login_hint", "next"])
def test_F25_what_is_no_text_is_refused(visitor, field, value):
    with nothing_happens(visitor.mocks):
        refused(post(visitor, f"begin/{GOOGLE}/", {field: value}), 400, "invalid_input")


def test_F25_only_a_developer_is_told_the_setting(visitor, settings):
    settings.DEBUG = True

    assert not_allowed(visitor, scope="drive")[1] == (
        "The server does not allow this. Allow it in SOCIAL_AUTH_GOOGLE_OAUTH2_BEGIN_SCOPES."
    )


@pytest.mark.parametrize("kind", ["session", "token", "jwt_user", "knox", "own"])
def test_R09_next_comes_back_with_the_login_and_nowhere_else(visitor, kind):
    goal = "/orders/7?tab=1#last"
    response = begun(visitor, "github", next=goal)
    callback = visitor.mocks.consent(response["authorization_url"])

    assert goal not in str(response)
    assert accepted(complete(visitor, callback, kind=kind))["next"] == goal
    assert "next" not in accepted(visitor.sign_in("token"))


def test_R09_next_comes_back_after_a_pause(visitor, settings):
    response = begun(visitor, "github", next="/orders")
    callback = visitor.mocks.consent(response["authorization_url"], "sam")
    paused = complete(visitor, callback).json()

    body = {"partial_token": paused["partial_token"], "email": "sam@example.com"}
    assert accepted(complete(visitor, body))["next"] == "/orders"


def test_R09_next_may_be_on_a_host_that_the_project_lists(visitor, settings):
    settings.SOCIAL_AUTH_ALLOWED_REDIRECT_HOSTS = ["app.example"]

    begun(visitor, next="https://app.example/orders")
    assert not_allowed(visitor, next="http://app.example/orders")[0] == "next"
    assert not_allowed(visitor, next="https://app.example.evil.example/")[0] == "next"
    assert not_allowed(visitor, next="https://app.example@evil.example/")[0] == "next"

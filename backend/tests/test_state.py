"""State: required or not, sent or not; and pages that begin by themselves."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from social_django.strategy import create_session

from rest_social_auth.flow.browser import OF_A_PROVIDER


def complete(visitor, body, provider="github", kind="token"):
    return visitor.post(f"/api/login/social/{kind}/{provider}/", body, format="json")


def begun_by_the_page(visitor, provider="github", **extra):
    """Visit an authorization URL built from the providers' list, as a page without begin would."""
    listed = visitor.get("/api/login/social/providers/").json()
    facts = next(each for each in listed if each["name"] == provider)
    parts = urlsplit(facts["authorization_endpoint"])
    query = {
        "client_id": facts["client_id"],
        "redirect_uri": facts["redirect_uri"],
        "response_type": facts["response_type"],
        "scope": " ".join(facts["scope"]),
        **extra,
    }
    address = f"{visitor.mocks.url}/{parts.netloc}{parts.path}?{urlencode(query)}"
    return visitor.mocks.consent(address)


def test_a_code_alone_signs_in_as_the_package_did(visitor):
    assert complete(visitor, begun_by_the_page(visitor)).status_code == 200


def test_a_code_alone_is_refused_if_state_is_required(visitor, settings):
    settings.REST_SOCIAL_REQUIRE_STATE = True
    callback = begun_by_the_page(visitor)

    response = complete(visitor, callback)

    assert (response.status_code, response.json()["code"]) == (400, "state_required")
    settings.REST_SOCIAL_REQUIRE_STATE = False
    assert complete(visitor, callback).status_code == 200, "the code was not used up"


def test_a_code_alone_is_refused_while_a_flow_is_pending(visitor):
    visitor.begin("github")

    response = complete(visitor, begun_by_the_page(visitor))

    assert response.json()["code"] == "state_required"


def test_a_pending_flow_of_another_provider_does_not_matter(visitor):
    visitor.begin("facebook")

    assert complete(visitor, begun_by_the_page(visitor)).status_code == 200


def test_a_declined_flow_is_no_longer_pending(visitor):
    refusal = visitor.mocks.decline(visitor.begin("github")["authorization_url"])
    complete(visitor, refusal)

    assert complete(visitor, begun_by_the_page(visitor)).status_code == 200


def test_a_state_works_once(visitor):
    callback = visitor.come_back("github")

    first, second = complete(visitor, callback), complete(visitor, callback)

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (403, "session_context_missing")


def test_a_wrong_state_is_refused_and_the_right_one_still_works(visitor):
    callback = visitor.come_back("github")

    response = complete(visitor, {**callback, "state": "wrong"})

    assert (response.status_code, response.json()["code"]) == (403, "session_context_missing")
    assert complete(visitor, callback).status_code == 200


def test_a_flow_ends_in_the_browser_that_began_it(visitor, another_visitor):
    callback = visitor.come_back("github")

    response = complete(another_visitor, callback)

    assert (response.status_code, response.json()["code"]) == (403, "session_context_missing")


def test_two_tabs_end_their_flows_in_any_order(visitor):
    first, second = visitor.come_back("github"), visitor.come_back("github", "mallory")

    assert complete(visitor, second).status_code == 200
    assert complete(visitor, first).status_code == 200


def test_one_flow_too_many_pushes_out_the_first(visitor):
    callbacks = [visitor.come_back("github") for _ in range(OF_A_PROVIDER + 1)]

    assert complete(visitor, callbacks[0]).json()["code"] == "session_context_missing"
    assert all(complete(visitor, each).status_code == 200 for each in callbacks[1:])
    assert not Session.objects.exists()


def test_one_request_token_too_many_pushes_out_the_first(visitor):
    callbacks = [visitor.come_back("twitter") for _ in range(OF_A_PROVIDER + 1)]

    assert complete(visitor, callbacks[0], "twitter").status_code == 403
    assert complete(visitor, callbacks[-1], "twitter").status_code == 200


def test_the_flow_is_checked_for_every_kind_of_endpoint(visitor):
    for kind in ["session", "token", "token_user", "jwt", "jwt_user"]:
        response = complete(visitor, {"code": "x", "state": "wrong"}, kind=kind)
        assert response.json()["code"] == "session_context_missing"


def test_the_authorization_url_asks_for_what_the_list_says(visitor):
    query = parse_qs(urlsplit(visitor.begin("github")["authorization_url"]).query)

    listed = visitor.get("/api/login/social/providers/").json()
    facts = next(each for each in listed if each["name"] == "github")
    assert query["client_id"] == [facts["client_id"]]
    assert query["scope"] == [" ".join(facts["scope"])]
    assert query["redirect_uri"] == [facts["redirect_uri"]]


@pytest.mark.parametrize("kind", ["token", "token_user", "jwt", "jwt_user"])
def test_tokens_need_no_sessions_with_oauth2(visitor, settings, kind):
    callback = begun_by_the_page(visitor)
    switch_sessions_off(visitor, settings)

    assert complete(visitor, callback, kind=kind).status_code == 200


@pytest.mark.parametrize(
    ("path", "provider"), [("begin/github/", "github"), ("token/twitter/", "twitter")]
)
def test_a_flow_needs_no_session_of_the_browser(visitor, settings, path, provider):
    switch_sessions_off(visitor, settings)

    begun = visitor.post(f"/api/login/social/{path}").json()
    callback = visitor.mocks.consent(begun["authorization_url"])

    assert complete(visitor, callback, provider).status_code == 200
    assert "sessionid" not in visitor.cookies
    assert not Session.objects.exists()


def test_a_slow_request_that_writes_the_session_back_loses_no_flow(visitor, settings):
    """As with SESSION_SAVE_EVERY_REQUEST: a request that began before the flow ends after it."""
    settings.SESSION_SAVE_EVERY_REQUEST = True
    visitor.sign_in("session")
    slow = create_session(visitor.cookies["sessionid"].value)
    assert slow["_auth_user_id"]

    callback = visitor.come_back("github")
    slow.save()

    assert complete(visitor, callback, kind="session").status_code == 200


def test_beginning_a_flow_creates_no_login_session(visitor):
    visitor.begin("github")

    assert "sessionid" not in visitor.cookies
    assert Session.objects.count() == 1, "the flow's record"


def switch_sessions_off(visitor, settings):
    gone = ("sessions", "auth.middleware")
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not any(x in each for x in gone)]
    visitor.handler.load_middleware()

"""F: whose answer it is, and that it is used once (RFC 9700 §4.4, §4.5, §4.7)."""

from __future__ import annotations

from time import time
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.security.support import (
    KINDS,
    accepted,
    callback_of,
    complete,
    heard,
    nothing_happens,
    post,
    refused,
    signed_in,
)

PKCE = "twitter-oauth2"
HALF_AN_HOUR = 30 * 60


@pytest.mark.parametrize("kind", KINDS)
def test_F01_a_code_without_state_signs_nobody_in(visitor, another_visitor, kind):
    attackers = another_visitor.come_back("github", "mallory")

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, {"code": attackers["code"]}, kind=kind), 400, "state_required")

    assert signed_in(visitor) is None


def test_F01_where_states_are_the_page_s_own_a_pending_flow_still_wants_its_state(
    visitor, another_visitor, settings
):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    attackers = another_visitor.come_back("github", "mallory")
    visitor.begin("github")

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, {"code": attackers["code"]}), 400, "state_required")


@pytest.mark.parametrize("kind", KINDS)
def test_F02_a_wrong_state_is_refused_and_the_right_one_still_works(visitor, kind):
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        answer = complete(visitor, {**callback, "state": "WRONG"}, kind=kind)
        refused(answer, 403, "session_context_missing")

    accepted(complete(visitor, callback, kind=kind))


@pytest.mark.parametrize("pending", [False, True])
def test_F03_a_state_of_another_browser_is_refused(visitor, another_visitor, pending):
    attackers = another_visitor.come_back("github", "mallory")
    if pending:
        visitor.begin("github")

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, attackers), 403, "session_context_missing")

    assert signed_in(visitor) is None


def test_F04_a_state_is_used_up_whatever_the_provider_thinks_of_its_code(visitor):
    callback = visitor.come_back("github")
    accepted(complete(visitor, callback, kind="token"))

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, kind="token"), 403, "session_context_missing")


def test_F06_a_state_lives_for_half_an_hour(visitor, monkeypatch):
    callback = visitor.come_back("github")
    begun = time()

    monkeypatch.setattr("rest_social_auth.pending.time", lambda: begun + HALF_AN_HOUR + 60)
    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback), 403, "session_context_missing")


def test_F07_a_state_belongs_to_its_provider(visitor):
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, "facebook"), 403, "session_context_missing")

    assert heard(visitor.mocks, "graph.facebook.com") == []


@pytest.mark.parametrize("state", [["x"], {"a": 1}, 5, True, "\x00", "x" * 5000, ""])
def test_F08_an_odd_state_is_invalid_input(visitor, state):
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, {**callback, "state": state}), 400, "invalid_input")


def test_F09_the_server_chooses_the_state(visitor):
    states = [visitor.begin("github", state="chosen")["state"] for _ in range(2)]

    assert "chosen" not in states
    assert len({*states}) == 2
    assert all(len(state) >= 22 for state in states), "128 bits, 6 in each character"


def test_F10_a_stolen_code_in_a_flow_of_one_s_own_is_rejected_by_pkce(visitor, another_visitor):
    victims = another_visitor.come_back(PKCE)
    own = visitor.come_back(PKCE, "mallory")

    with nothing_happens(visitor.mocks, asked=True):
        answer = complete(visitor, {**own, "code": victims["code"]}, PKCE)
        refused(answer, 400, "authorization_code_rejected")


@pytest.mark.parametrize("strict", [True, False])
def test_F11_pkce_cannot_be_left_out(visitor, settings, strict):
    settings.REST_SOCIAL_REQUIRE_STATE = strict
    callback = visitor.come_back(PKCE)

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, {"code": callback["code"]}, PKCE), 400, "state_required")


def test_F11_a_verifier_from_outside_never_replaces_the_server_s(visitor):
    callback = visitor.come_back(PKCE)

    accepted(complete(visitor, {**callback, "code_verifier": "guessed" * 8}, PKCE))


def test_F12_the_challenge_is_a_hash(visitor):
    query = parse_qs(urlsplit(visitor.begin(PKCE)["authorization_url"]).query)

    assert query["code_challenge_method"] == ["s256"]  # which is how the class writes it
    assert len(query["code_challenge"][0]) == 43


def test_F13_the_verifier_stays_at_the_server(visitor):
    begun = visitor.begin(PKCE)

    kept = dict(visitor.session)
    verifiers = [
        value
        for name, value in [*kept.items(), *kept[f"{PKCE}_oauth2_state_{begun['state']}"].items()]
        if "verifier" in name
    ]
    assert verifiers
    for verifier in verifiers:
        assert verifier not in str(begun)
        assert not [cookie for cookie in visitor.cookies.values() if verifier in cookie.value]


def test_F14_a_flow_with_pkce_ends_in_its_own_browser(visitor, another_visitor):
    stolen = another_visitor.come_back(PKCE)

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, stolen, PKCE), 403, "session_context_missing")


def test_F15_an_answer_at_another_provider_s_callback_is_refused(visitor):
    callback = visitor.come_back("github")
    elsewhere = {**callback, "redirect_uri": callback_of("facebook")}

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, elsewhere), 400, "redirect_uri_mismatch")


def test_F15_each_provider_has_a_callback_of_its_own(visitor):
    listed = visitor.get("/api/login/social/providers/").json()

    assert len({each["redirect_uri"] for each in listed}) == len(listed) > 1


def test_F17_an_answer_that_leaked_is_worth_nothing_elsewhere_or_again(visitor, another_visitor):
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        refused(complete(another_visitor, callback), 403, "session_context_missing")
    accepted(complete(visitor, callback))
    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback), 403, "session_context_missing")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["access_token", "id_token"])
def test_F20_a_token_of_another_application_is_no_proof(visitor, kind, field):
    with nothing_happens(visitor.mocks):
        refused(complete(visitor, {field: "gho_of_another"}, kind=kind), 400, "missing_parameter")


def test_F22_two_tabs_end_their_flows_in_any_order(visitor):
    first, second = visitor.come_back("github"), visitor.come_back("github", "mallory")

    accepted(complete(visitor, second))
    accepted(complete(visitor, first))


def test_F23_a_browser_keeps_five_flows_of_a_provider(visitor):
    callbacks = [visitor.come_back("github") for _ in range(6)]

    refused(complete(visitor, callbacks[0]), 403, "session_context_missing")
    assert len([key for key in dict(visitor.session) if "oauth2_state" in key]) == 5


def test_F23_beginning_too_often_is_stopped(visitor, limits):
    limits(social_begin="3/min")

    answers = [post(visitor, "begin/github/", {}) for _ in range(5)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60


def test_F24_a_session_that_somebody_planted_is_not_adopted(visitor):
    visitor.cookies["sessionid"] = "planted-by-a-sibling"

    visitor.begin("github")

    assert visitor.cookies["sessionid"].value != "planted-by-a-sibling"


def test_F24_no_page_but_our_own_can_set_the_cookies_of_production():
    from config.security import secure_cookies

    names = {value for name, value in secure_cookies().items() if name.endswith("COOKIE_NAME")}
    assert names == {"__Host-sessionid", "__Host-csrftoken"}

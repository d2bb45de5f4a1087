"""F: a callback counts for its own flow only, and once (RFC 9700 §4.4, §4.5, §4.7)."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from hashlib import sha256
from time import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as live
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from social_django.models import UserSocialAuth

from rest_social_auth.flow.browser import ALTOGETHER, OF_A_PROVIDER
from rest_social_auth.flow.record import LIFETIME
from tests.demo_settings import https_settings
from tests.security.support import (
    EVERY_KIND,
    accepted,
    callback_of,
    complete,
    heard,
    login,
    nothing_happens,
    post,
    records,
    refused,
    refused_everywhere,
    signed_in,
)
from tests.security.test_checks import told

PKCE = "twitter-oauth2"


@pytest.mark.parametrize("victim", [None, "ada"])
def test_F01_a_code_without_state_signs_nobody_in(visitor, another_visitor, victim):
    attackers = another_visitor.come_back("github", "mallory")
    if victim:
        visitor.sign_in("session", person=victim)

    with nothing_happens(visitor.mocks):
        body = {"code": attackers["code"]}
        refused_everywhere(visitor, body, "github", 400, "state_required")

    assert signed_in(visitor) == victim


def test_F01_a_pending_flow_requires_its_state_even_if_state_is_optional(
    visitor, another_visitor, settings
):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    attackers = another_visitor.come_back("github", "mallory")
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        body = {"code": attackers["code"]}
        refused_everywhere(visitor, body, "github", 400, "state_required")

    accepted(complete(visitor, callback))


def test_F02_a_wrong_state_is_refused_and_the_right_one_still_works(visitor):
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        wrong = {**callback, "state": "WRONG"}
        refused_everywhere(visitor, wrong, "github", 403, "session_context_missing")

    accepted(complete(visitor, callback))


@pytest.mark.parametrize("pending", [False, True])
@pytest.mark.parametrize("strict", [True, False])
def test_F03_a_state_from_another_browser_is_refused(
    visitor, another_visitor, settings, pending, strict
):
    settings.REST_SOCIAL_REQUIRE_STATE = strict
    attackers = another_visitor.come_back("github", "mallory")
    if pending:
        visitor.begin("github")

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, attackers, "github", 403, "session_context_missing")

    assert signed_in(visitor) is None


def test_F04_a_state_is_used_up_even_if_the_provider_rejects_the_code(visitor):
    callback = visitor.come_back("github")
    accepted(complete(visitor, callback, kind="token"))

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, callback, "github", 403, "session_context_missing")


@pytest.mark.parametrize("provider", ["twitter", "vk-app", "facebook-app", PKCE])
def test_F04_a_flow_ends_once_with_every_kind_of_login(visitor, provider):
    callback = visitor.come_back(provider)
    accepted(complete(visitor, callback, provider))

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, provider), 403, "session_context_missing")


@pytest.mark.parametrize(
    ("provider", "fault", "status", "code"),
    [
        ("github", "token:500", 503, "unavailable"),
        ("github", "token:html", 502, "malformed_response"),
        ("github", "token:used_code", 400, "authorization_code_rejected"),
        ("twitter", "token:500", 503, "unavailable"),
        ("facebook-app", "profile:500", 503, "unavailable"),
    ],
)
def test_F04_a_failed_attempt_uses_up_the_state(visitor, provider, fault, status, code):
    callback = visitor.come_back(provider, fault=fault)

    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, callback, provider), status, code)
    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, provider), 403, "session_context_missing")


@pytest.mark.parametrize("provider", ["github", "twitter"])
def test_F06_a_state_lives_for_half_an_hour(visitor, monkeypatch, provider):
    early, late = visitor.come_back(provider), visitor.come_back(provider)
    begun = time()

    monkeypatch.setattr("rest_social_auth.flow.record.time", lambda: begun + LIFETIME - 60)
    accepted(complete(visitor, early, provider))
    monkeypatch.setattr("rest_social_auth.flow.record.time", lambda: begun + LIFETIME + 60)
    with nothing_happens(visitor.mocks):
        refused(complete(visitor, late, provider), 403, "session_context_missing")


def test_F06_social_core_enforces_its_own_lifetime(visitor, monkeypatch):
    callback = visitor.come_back("github")
    begun = time()

    monkeypatch.setattr("social_core.backends.oauth._time", lambda: begun + LIFETIME + 60)
    with nothing_happens(visitor.mocks, ended=True):
        refused(complete(visitor, callback), 403, "state_mismatch")


@pytest.mark.parametrize("provider", ["github", "twitter"])
def test_F06_what_is_kept_of_a_flow_expires_by_itself(visitor, provider):
    callback = visitor.come_back(provider)

    [cookie] = flow_cookies(visitor).values()
    assert cookie["max-age"] == LIFETIME
    in_half_an_hour = timezone.now() + timedelta(seconds=LIFETIME)
    assert Session.objects.filter(expire_date__lte=in_half_an_hour).count() == 1
    Session.objects.update(expire_date=timezone.now())
    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, provider), 403, "session_context_missing")
    call_command("clearsessions")
    assert not Session.objects.exists()


def flow_cookies(visitor):
    """Return those that a browser would still have."""
    kept = {name: each for name, each in visitor.cookies.items() if each.value}
    return {name: each for name, each in kept.items() if "social_flow_" in name}


def test_F07_a_state_is_valid_for_its_provider_only(visitor):
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, callback, "facebook", 403, "session_context_missing")

    assert heard(visitor.mocks, "graph.facebook.com") == []
    accepted(complete(visitor, callback, "github"))


ODD = [["x"], {"a": 1}, 5, True, "\x00", "\ud800", "x" * 5000, "x" * 10**6]


@pytest.mark.parametrize("state", ODD, ids=lambda state: repr(state)[:9])
def test_F08_an_odd_state_is_invalid_input(visitor, state):
    callback = visitor.come_back("github")
    body = json.dumps({**callback, "state": state})
    large = len(body) > live.DATA_UPLOAD_MAX_MEMORY_SIZE

    with nothing_happens(visitor.mocks):
        for kind in EVERY_KIND:
            path = f"/api/login/social/{login(kind, 'github')}"
            response = visitor.generic("POST", path, body, "application/json")
            refused(response, *((413, "body_too_large") if large else (400, "invalid_input")))
    accepted(complete(visitor, callback))


@pytest.mark.parametrize("state", [None, ""])
def test_F08_an_empty_state_is_a_missing_one(visitor, state):
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        response = post(visitor, "session/github/", {**callback, "state": state})
        refused(response, 400, "state_required")
    accepted(complete(visitor, callback))


@pytest.mark.parametrize("state", [*ODD[:-1], None, ""], ids=lambda state: repr(state)[:9])
def test_F08_an_odd_state_beside_a_refusal_ends_no_flow(visitor, state):
    callback = visitor.come_back("github")
    body = json.dumps({"error": "access_denied", "state": state})
    path = "/api/login/social/session/github/"

    with nothing_happens(visitor.mocks):
        response = visitor.generic("POST", path, body, "application/json")
        refused(response, 400, "authorization_declined")
    accepted(complete(visitor, callback))


@pytest.mark.parametrize("provider", ["github", PKCE, "google-openidconnect"])
def test_F09_the_server_chooses_the_state(visitor, provider):
    states = [visitor.begin(provider, state="chosen")["state"] for _ in range(2)]

    assert "chosen" not in states
    assert len({*states}) == 2
    assert all(len(state) >= 22 for state in states), "128 bits, 6 in each character"


def test_F10_pkce_rejects_a_stolen_code_in_another_flow(visitor, another_visitor):
    victims = another_visitor.come_back(PKCE)
    own = visitor.come_back(PKCE, "mallory")

    with nothing_happens(visitor.mocks, asked=True):
        response = complete(visitor, {**own, "code": victims["code"]}, PKCE)
        refused(response, 400, "authorization_code_rejected")


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("pending", [True, False])
def test_F11_pkce_cannot_be_left_out(visitor, another_visitor, settings, strict, pending):
    settings.REST_SOCIAL_REQUIRE_STATE = strict
    callback = (visitor if pending else another_visitor).come_back(PKCE)

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, {"code": callback["code"]}, PKCE, 400, "state_required")


@pytest.mark.parametrize("strict", [True, False])
def test_F11_an_attacker_verifier_is_refused_while_a_flow_is_pending(visitor, settings, strict):
    settings.REST_SOCIAL_REQUIRE_STATE = strict
    callback = visitor.come_back(PKCE)

    with nothing_happens(visitor.mocks):
        body = {"code": callback["code"], "code_verifier": "chosen" * 8}
        refused(complete(visitor, body, PKCE), 400, "state_required")


def test_F11_a_posted_verifier_never_replaces_the_stored_one(visitor):
    callback = visitor.come_back(PKCE)

    accepted(complete(visitor, {**callback, "code_verifier": "guessed" * 8}, PKCE))


def test_F12_the_code_challenge_is_a_hash(visitor):
    begun = visitor.begin(PKCE)
    query = parse_qs(urlsplit(begun["authorization_url"]).query)

    kept = records(visitor)[0][f"{PKCE}_oauth2_state_{begun['state']}"]["code_verifier"]
    hashed = base64.urlsafe_b64encode(sha256(kept.encode()).digest()).decode().rstrip("=")
    assert query["code_challenge_method"] == ["s256"]  # which is how the class writes it
    assert query["code_challenge"] == [hashed]


@pytest.mark.parametrize("method", ["plain", "PLAIN"])
def test_F12_a_check_reports_plain_pkce(settings, method):
    settings.SOCIAL_AUTH_TWITTER_OAUTH2_PKCE_CODE_CHALLENGE_METHOD = method

    assert "E008" in told()


def test_F13_the_code_verifier_stays_on_the_server(visitor, caplog):
    begun = visitor.begin(PKCE)

    [kept] = records(visitor)
    verifiers = [
        value
        for name, value in [*kept.items(), *kept[f"{PKCE}_oauth2_state_{begun['state']}"].items()]
        if "verifier" in name
    ]
    assert verifiers
    for verifier in verifiers:
        callback = visitor.mocks.consent(begun["authorization_url"])
        response = complete(visitor, callback, PKCE, "jwt_user")
        assert verifier not in str(accepted(response)) + str(begun) + caplog.text
        assert verifier not in f"{response.headers} {visitor.cookies}"
        assert verifier not in str(visitor.get("/api/me/").json())


def test_F14_a_flow_with_pkce_can_only_end_in_its_browser(visitor, another_visitor):
    stolen = another_visitor.come_back(PKCE)

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, stolen, PKCE, 403, "session_context_missing")


def test_F15_a_response_sent_to_the_callback_of_another_provider_is_refused(
    visitor, another_visitor
):
    """The attacker's provider (here GitHub) redirects the person to another one (Facebook)."""
    flow = visitor.come_back("github")
    honest = another_visitor.come_back("facebook")
    arrived = {"code": honest["code"], "redirect_uri": callback_of("facebook")}

    with nothing_happens(visitor.mocks):
        mixed = {**arrived, "state": flow["state"]}
        refused_everywhere(visitor, mixed, "github", 400, "redirect_uri_mismatch")
        refused_everywhere(visitor, mixed, "facebook", 403, "session_context_missing")


def test_F15_each_provider_has_its_own_callback(visitor):
    listed = visitor.get("/api/login/social/providers/").json()

    assert len({each["redirect_uri"] for each in listed}) == len(listed) > 1
    for each in listed:
        begun = visitor.begin(each["name"])
        if begun["protocol"] != "oauth1":
            query = parse_qs(urlsplit(begun["authorization_url"]).query)
            assert query["redirect_uri"] == [callback_of(each["name"])]


def test_F17_a_leaked_callback_is_useless_in_another_browser_or_a_second_time(
    visitor, another_visitor
):
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        refused(complete(another_visitor, callback), 403, "session_context_missing")
    accepted(complete(visitor, callback))
    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback), 403, "session_context_missing")


@pytest.mark.parametrize(
    "field", ["access_token", "id_token", "oauth_token", "token", "credential"]
)
def test_F20_an_access_token_is_not_accepted_as_proof_of_identity(visitor, field):
    state = visitor.come_back("github")["state"]

    with nothing_happens(visitor.mocks):
        for body in ({field: "gho_of_another"}, {field: "gho_of_another", "state": state}):
            refused_everywhere(visitor, body, "github", 400, "missing_parameter")


def test_F20_only_a_developer_is_told_what_to_send_instead(visitor, settings):
    body = {"access_token": "gho_of_another"}

    for debug in (False, True):
        settings.DEBUG = debug
        problem = complete(visitor, body).json()
        assert problem["code"] == "missing_parameter"
        assert ("the id_token instead" in problem.get("hint", "")) is debug
    assert "hint" not in complete(visitor, {}).json()


def test_F20_a_token_beside_a_code_changes_nothing(visitor, another_visitor, settings):
    settings.REST_SOCIAL_KEEP_PROVIDER_TOKENS = True
    accepted(another_visitor.sign_in("token"))
    stolen = UserSocialAuth.objects.get().access_token

    callback = {**visitor.come_back("github", "mallory"), "access_token": stolen}
    assert accepted(complete(visitor, callback))["username"] != "ada"


def test_F22_two_tabs_can_complete_their_flows_in_any_order(visitor):
    first, second = visitor.come_back("github"), visitor.come_back("github", "mallory")

    accepted(complete(visitor, second))
    accepted(complete(visitor, first))


def test_F22_two_flows_that_begin_in_a_browser_without_cookies_both_end(visitor):
    """Two tabs, opened in the same moment: neither request has the other's cookie yet."""
    first = visitor.come_back("github")
    of_the_first = flow_cookies(visitor)
    for name in of_the_first:
        del visitor.cookies[name]
    second = visitor.come_back("github", "mallory")
    visitor.cookies.update(of_the_first)

    accepted(complete(visitor, first))
    accepted(complete(visitor, second))


def test_F22_flows_of_one_browser_do_not_share_what_is_kept(visitor):
    states = [visitor.begin("github")["state"] for _ in range(2)]

    kept = [str(each) for each in records(visitor)]
    assert [[state in each for state in states] for each in kept] in (
        [[True, False], [False, True]],
        [[False, True], [True, False]],
    )


def test_F23_a_browser_keeps_ten_flows_of_a_provider(visitor):
    callbacks = [visitor.come_back("github") for _ in range(OF_A_PROVIDER + 1)]

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callbacks[0]), 403, "session_context_missing")
    assert len(records(visitor)) == Session.objects.count() == OF_A_PROVIDER
    accepted(complete(visitor, callbacks[1]))


def test_F23_a_browser_keeps_thirty_flows_altogether(visitor):
    callbacks = {}
    for provider in ["github", "facebook", "google-oauth2", "twitter"]:
        callbacks[provider] = [visitor.come_back(provider) for _ in range(OF_A_PROVIDER)]

    assert len(records(visitor)) == Session.objects.count() == ALTOGETHER
    accepted(complete(visitor, callbacks["twitter"][-1], "twitter"))
    header = "; ".join(f"{name}={each.value}" for name, each in visitor.cookies.items())
    assert len(header) < 4096, "half of what servers accept in one header"


@pytest.mark.parametrize("number", ["x", "", "9" * 100, "-1", "²"])
def test_F23_a_cookie_of_an_odd_age_is_as_old_as_any(visitor, number):
    visitor.begin("github")
    for cookie in flow_cookies(visitor).values():
        visitor.cookies[cookie.key] = number + "." + cookie.value.partition(".")[2]

    for _ in range(OF_A_PROVIDER):
        visitor.begin("github")

    assert len(records(visitor)) == OF_A_PROVIDER


def test_F23_beginning_too_often_is_throttled(visitor, limits):
    limits(social_begin="3/min")

    answers = [post(visitor, "begin/github/", {}) for _ in range(5)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60


def test_F24_a_planted_session_cookie_is_not_adopted(visitor):
    visitor.cookies["sessionid"] = "planted-by-a-sibling"

    accepted(visitor.sign_in("session"))

    assert visitor.cookies["sessionid"].value != "planted-by-a-sibling"


def test_F24_a_flow_cookie_under_another_name_leads_nowhere(visitor):
    callback = visitor.come_back("github")
    [name] = flow_cookies(visitor)
    value = visitor.cookies.pop(name).value

    for planted in (f"{name[:-1]}x", name.upper(), f"__Host-{name}", f"__Secure-{name}"):
        visitor.cookies[planted] = value
    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback), 403, "session_context_missing")

    visitor.cookies[name] = value
    accepted(complete(visitor, callback))


def test_F24_over_tls_no_flow_cookie_counts_that_a_sibling_could_have_set(visitor):
    listed = {"redirect_uri": callback_of("github")}
    begun = accepted(visitor.post("/api/login/social/begin/github/", listed, secure=True))
    callback = visitor.mocks.consent(begun["authorization_url"])
    [name] = flow_cookies(visitor)
    cookie = visitor.cookies.pop(name)

    assert name.startswith("__Host-")
    flags = [cookie[each] for each in ("secure", "httponly", "path", "domain", "samesite")]
    assert flags == [True, True, "/", "", "Lax"]
    path = "/api/login/social/token/github/"
    visitor.cookies[name.removeprefix("__Host-")] = cookie.value
    refused(visitor.post(path, callback, secure=True), 403, "session_context_missing")
    visitor.cookies[name] = cookie.value
    accepted(visitor.post(path, callback, secure=True))


@pytest.mark.parametrize("key", ["x", "../../etc/passwd", "x" * 5000, "session"])
def test_F24_a_flow_cookie_of_any_other_key_finds_and_ends_nothing(visitor, key):
    visitor.sign_in("session")
    callback = visitor.come_back("github", "mallory")
    [name] = flow_cookies(visitor)
    own = visitor.cookies["sessionid"].value
    visitor.cookies[name] = f"1.{own if key == 'session' else key}"

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback), 403, "session_context_missing")
    assert signed_in(visitor) == "ada"


def test_F24_production_cookies_cannot_be_set_by_sibling_domains():
    names = {value for name, value in https_settings().items() if name.endswith("COOKIE_NAME")}
    assert names == {"__Host-sessionid", "__Host-csrftoken"}

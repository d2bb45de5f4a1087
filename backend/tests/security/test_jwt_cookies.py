"""J: JSON Web Tokens in cookies."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken
from rest_framework_simplejwt.tokens import RefreshToken

from rest_social_auth.accounts import recent_sign_in
from tests.demo_settings import https_settings
from tests.security.support import EVIL, accepted, callback_of, nothing_happens, refused, signed_in
from tests.security.test_checks import CASES, told

BASE = "/api/login/social/jwt-cookie/"
REFRESH, LOGOUT = f"{BASE}refresh/", f"{BASE}logout/"
NAMES = ("social_access", "social_refresh")
CHANGES = [
    ("POST", REFRESH),
    ("POST", LOGOUT),
    ("POST", "/api/social/connections/"),
    ("DELETE", "/api/social/connections/1/"),
]


@pytest.fixture
def ada(visitor):
    accepted(visitor.sign_in("jwt-cookie"))
    visitor.take_csrf_token()
    return visitor


def steal(visitor, *names):
    return {name: visitor.cookies[name].value for name in names or NAMES}


def thief(mocks, cookies):
    """Return another browser with these cookies, and its own CSRF token."""
    browser = APIClient(enforce_csrf_checks=True)
    for name, value in cookies.items():
        browser.cookies[name] = value
    browser.credentials(HTTP_X_CSRFTOKEN=browser.get("/api/me/").json()["csrf_token"])
    return browser


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_J01_the_cookie_changes_nothing_without_the_csrf_token(ada, method, path):
    ada.credentials()

    with nothing_happens(ada.mocks):
        refused(ada.generic(method, path, "{}", "application/json"), 403, "csrf_failed")
    assert signed_in(ada) == "ada"


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("headers", [{"Origin": EVIL}, {"Sec-Fetch-Site": "same-site"}])
def test_J01_another_site_changes_nothing_even_with_the_csrf_token(ada, method, path, headers):
    with nothing_happens(ada.mocks):
        response = ada.generic(method, path, "{}", "application/json", headers=headers)
        refused(response, 403, "origin_not_allowed")
    assert signed_in(ada) == "ada"


def test_J01_nobody_signs_in_by_cookie_without_the_csrf_token(visitor):
    callback = visitor.come_back("github")
    visitor.credentials()

    with nothing_happens(visitor.mocks):
        response = visitor.post(f"{BASE}github/", callback, format="json")
        refused(response, 403, "csrf_failed")
    assert not {*response.cookies} & {*NAMES}


def test_J02_a_refresh_cookie_used_twice_ends_its_family(ada, mocks):
    stolen = steal(ada)
    assert ada.post(REFRESH).status_code == 204

    refused(thief(mocks, stolen).post(REFRESH), 401, "token_not_valid")

    refused(ada.post(REFRESH), 401, "token_not_valid")


def test_J02_the_owner_who_comes_second_ends_the_family_of_the_thief(ada, mocks):
    other = thief(mocks, steal(ada))
    assert other.post(REFRESH).status_code == 204

    refused(ada.post(REFRESH), 401, "token_not_valid")

    refused(other.post(REFRESH), 401, "token_not_valid")


def test_J02_a_refresh_cookie_alone_is_worth_nothing_and_ends_nothing(ada, mocks):
    with nothing_happens(mocks):
        refused(thief(mocks, steal(ada, "social_refresh")).post(REFRESH), 401, "token_not_valid")

    assert ada.post(REFRESH).status_code == 204


def test_J03_a_planted_refresh_cookie_signs_the_victim_in_to_no_other_account(ada, another_visitor):
    """A sibling domain can set `__Secure-` cookies, but no `__Host-` one."""
    accepted(another_visitor.sign_in("jwt-cookie", person="mallory"))
    ada.cookies["social_refresh"] = another_visitor.cookies["social_refresh"].value

    with nothing_happens(ada.mocks):
        refused(ada.post(REFRESH), 401, "token_not_valid")

    assert signed_in(ada) == "ada"


def test_J03_a_planted_refresh_cookie_does_not_sign_in_an_anonymous_visitor(
    visitor, another_visitor
):
    accepted(another_visitor.sign_in("jwt-cookie", person="mallory"))
    visitor.cookies["social_refresh"] = another_visitor.cookies["social_refresh"].value

    refused(visitor.post(REFRESH), 401, "token_not_valid")

    assert signed_in(visitor) is None


def test_J03_a_refresh_token_of_an_earlier_sign_in_is_not_accepted_beside_the_present_one(ada):
    before = steal(ada, "social_refresh")
    user = get_user_model().objects.get()
    later = RefreshToken.for_user(user)
    later[recent_sign_in.CLAIM] = recent_sign_in.now() + 60
    ada.cookies["social_access"] = str(later.access_token)

    refused(ada.post(REFRESH), 401, "token_not_valid")

    assert ada.cookies["social_refresh"].value == before["social_refresh"]


def test_J03_names_without_the_prefix_are_ignored_over_tls(ada, settings):
    for name, value in https_settings().items():
        setattr(settings, name, value)

    response = ada.get("/api/me/", secure=True)

    assert accepted(response)["user"] is None


def test_J03_J04_production_cookies_belong_to_one_host_and_require_tls(mocks, db, settings):
    for name, value in https_settings().items():
        setattr(settings, name, value)
    browser = APIClient()
    csrf = browser.get("/api/me/", secure=True).json()["csrf_token"]
    headers = {"X-CSRFToken": csrf, "Origin": "https://testserver"}
    listed = {"redirect_uri": callback_of("github")}
    begun = accepted(browser.post("/api/login/social/begin/github/", listed, secure=True))
    callback = mocks.consent(begun["authorization_url"])

    response = browser.post(f"{BASE}github/", callback, secure=True, headers=headers)

    accepted(response)
    access = response.cookies["__Host-social_access"]
    refresh = response.cookies["__Secure-social_refresh"]
    assert (access["path"], refresh["path"]) == ("/", f"{BASE}refresh")
    for cookie in (access, refresh):
        assert (cookie["secure"], cookie["httponly"], cookie["domain"]) == (True, True, "")
        assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("provider", ["github", "twitter"])
def test_J05_no_response_contains_a_token(visitor, provider):
    response = visitor.sign_in("jwt-cookie", provider)
    visitor.take_csrf_token()
    secrets = [*steal(visitor).values()]
    renewed = visitor.post(REFRESH)
    secrets += steal(visitor).values()
    me, logout = visitor.get("/api/me/"), visitor.post(LOGOUT)

    for each in (response, renewed, me, logout):
        body = each.content.decode()
        assert not [secret for secret in secrets if secret in body]
        assert "eyJ" not in body
        assert "no-store" in each["Cache-Control"]
    assert {"token", "refresh", "access"}.isdisjoint(json.loads(response.content))


@pytest.mark.parametrize("cookie", ["social_access", "social_refresh"])
@pytest.mark.parametrize("value", ["", "x", "a.b.c", "é", "eyJhbGciOiJub25lIn0.e30."])
def test_J06_a_cookie_without_a_token_is_not_an_error(ada, cookie, value):
    ada.cookies[cookie] = value

    with nothing_happens(ada.mocks):
        refused(ada.post(REFRESH), 401, "token_not_valid")
    assert accepted(ada.get("/api/me/"))["user"] is None or cookie == "social_refresh"


def test_J06_a_refresh_token_in_place_of_the_access_token_signs_nobody_in(ada):
    ada.cookies["social_access"] = ada.cookies["social_refresh"].value

    assert signed_in(ada) is None


def test_J06_an_access_token_in_place_of_the_refresh_token_renews_nothing(ada):
    ada.cookies["social_refresh"] = ada.cookies["social_access"].value

    refused(ada.post(REFRESH), 401, "token_not_valid")


@pytest.mark.parametrize("change", ["delete", "deactivate"])
def test_J07_the_cookies_of_a_user_who_is_gone_are_worth_nothing(ada, change):
    user = get_user_model().objects.get()
    if change == "delete":
        user.delete()
    else:
        get_user_model().objects.update(is_active=False)

    assert signed_in(ada) is None
    refused(ada.post(REFRESH), 401, "token_not_valid")


def test_J08_signing_out_works_with_an_expired_access_token_and_ends_this_sign_in_only(
    ada, another_visitor
):
    user = get_user_model().objects.get()
    other = RefreshToken.for_user(user)
    other[recent_sign_in.CLAIM] = recent_sign_in.now() - 60
    access = RefreshToken(ada.cookies["social_refresh"].value).access_token
    access.set_exp(lifetime=-access.lifetime)
    ada.cookies["social_access"] = str(access)
    kept = steal(ada)

    assert ada.post(LOGOUT).status_code == 204

    refused(thief(ada.mocks, kept).post(REFRESH), 401, "token_not_valid")
    another_visitor.post("/api/token/refresh/", {"refresh": str(other)}, format="json")
    assert BlacklistedToken.objects.filter(token__jti=other["jti"]).count() == 1, "its own renewal"


@pytest.mark.parametrize("person", ["ada", "zoe"])
def test_J08_signing_in_again_ends_what_this_browser_had(ada, person):
    before = RefreshToken(ada.cookies["social_refresh"].value)

    accepted(ada.sign_in("jwt-cookie", person=person))

    assert [each.token.jti for each in BlacklistedToken.objects.all()] == [before["jti"]]
    ada.take_csrf_token()
    assert ada.post(REFRESH).status_code == 204


def test_J08_a_forged_cookie_ends_nothing(ada, visitor):
    forged = RefreshToken(ada.cookies["social_refresh"].value).access_token
    raw = str(forged).rpartition(".")[0] + ".AAAA"
    other = thief(ada.mocks, {"social_access": raw})

    assert other.post(LOGOUT).status_code == 204

    assert ada.post(REFRESH).status_code == 204


def test_J08_signing_out_ends_the_pending_flows_of_this_browser(ada):
    callback = ada.come_back("facebook")

    assert ada.post(LOGOUT).status_code == 204

    response = ada.post("/api/login/social/token/facebook/", callback, format="json")
    refused(response, 403, "session_context_missing")


def test_J09_the_endpoints_are_limited(ada, limits):
    limits(social_refresh="1/min", social_sign_out="1/min")

    assert [ada.post(REFRESH).status_code for _ in range(2)] == [204, 429]
    assert [ada.post(LOGOUT).status_code for _ in range(2)] == [204, 429]


@pytest.mark.parametrize("id", ["E030", "E031", "W030", "W031"])
def test_J10_a_check_reports_cookies_that_cannot_work(settings, id):
    settings.DEBUG = True  # else the mocks stop every command
    assert id not in told()
    for name, value in CASES[id][0].items():
        setattr(settings, name, value)

    assert id in told()

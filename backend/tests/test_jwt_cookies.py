"""JSON Web Tokens in cookies: signed in, renewed, signed out, wherever the project mounts them."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import ResolverMatch, include, path, set_script_prefix
from rest_framework.request import Request
from rest_framework.test import APIClient
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import RefreshToken

from rest_social_auth.jwt_cookies import JWTCookies

REFRESH, LOGOUT = (f"/api/login/social/jwt-cookie/{name}/" for name in ("refresh", "logout"))
NAMES = {"social_access", "social_refresh"}
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.fixture
def ada(visitor):
    """Return the visitor, signed in by cookies."""
    response = visitor.sign_in("jwt-cookie")
    assert response.status_code == 200, response.content
    visitor.take_csrf_token()
    return visitor


def who(browser):
    user = browser.get("/api/me/").json()["user"]
    return user["username"] if user else None


def values(browser):
    return {name: browser.cookies[name].value for name in NAMES}


@pytest.mark.parametrize("provider", ["github", "twitter"])
def test_a_sign_in_answers_the_user_and_sets_two_cookies(visitor, provider):
    response = visitor.sign_in("jwt-cookie", provider)

    assert response.json() == {
        "id": get_user_model().objects.get().pk,
        "username": "ada",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.com",
    }
    assert {name for name in response.cookies if "flow" not in name} == {*NAMES, "csrftoken"}
    access, refresh = response.cookies["social_access"], response.cookies["social_refresh"]
    assert access["path"] == "/"
    assert refresh["path"] == "/api/login/social/jwt-cookie/refresh"
    for cookie in (access, refresh):
        assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")
        assert cookie["secure"] == ""
        assert 24 * 3600 - 60 < cookie["max-age"] <= 24 * 3600
    assert who(visitor) == "ada"


def test_renewing_replaces_both_cookies_and_sends_no_body(ada):
    before = values(ada)

    response = ada.post(REFRESH)

    assert (response.status_code, response.content) == (204, b"")
    assert {*response.cookies} == NAMES
    assert values(ada).items().isdisjoint(before.items())
    assert who(ada) == "ada"
    assert ada.post(REFRESH).status_code == 204


def test_a_refresh_token_that_is_not_rotated_stays_in_its_cookie(ada, monkeypatch):
    monkeypatch.setattr(api_settings, "ROTATE_REFRESH_TOKENS", False)
    before = values(ada)

    assert ada.post(REFRESH).status_code == 204

    after = values(ada)
    assert after["social_refresh"] == before["social_refresh"]
    assert after["social_access"] != before["social_access"]


def test_an_expired_access_token_signs_nobody_in_until_it_is_renewed(ada):
    claims = RefreshToken(ada.cookies["social_refresh"].value)
    access = claims.access_token
    access.set_exp(lifetime=-access.lifetime)
    ada.cookies["social_access"] = str(access)
    assert who(ada) is None
    response = ada.get("/api/social/connections/")
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")

    assert ada.post(REFRESH).status_code == 204

    assert who(ada) == "ada"


def test_signing_out_deletes_the_cookies_and_ends_the_refresh_token(ada):
    kept = values(ada)

    response = ada.post(LOGOUT)

    assert response.status_code == 204
    deleted = {name: (each["path"], each["max-age"]) for name, each in response.cookies.items()}
    assert deleted == {
        "social_access": ("/", 0),
        "social_refresh": ("/api/login/social/jwt-cookie/refresh", 0),
    }
    assert who(ada) is None
    for name, value in kept.items():
        ada.cookies[name] = value
    assert ada.post(REFRESH).status_code == 401


def test_signing_out_twice_is_signed_out(ada):
    assert ada.post(LOGOUT).status_code == 204
    assert ada.post(LOGOUT).status_code == 204


def test_the_claims_of_a_deleted_user_end_nothing(ada):
    get_user_model().objects.get().delete()

    assert ada.post(REFRESH).status_code == 401
    assert ada.post(LOGOUT).status_code == 204


def test_a_request_with_a_header_is_left_to_the_header(ada, another_visitor):
    zoe = another_visitor.sign_in("jwt", person="zoe").json()["token"]

    def me(value):
        return ada.get("/api/me/", headers={"Authorization": value})

    assert me(f"Bearer {zoe}").json()["user"]["first_name"] == "Zoë"
    assert me("Bearer x").status_code == 401
    assert me("Basic x").json()["user"] is None


def test_linking_works_and_unlinking_keeps_this_sign_in(ada, another_visitor):
    other = another_visitor.sign_in("jwt").json()["refresh"]
    begun = ada.begin("facebook", intent="connect")
    callback = ada.mocks.consent(begun["authorization_url"])
    response = ada.post("/api/social/connections/facebook/", callback, format="json")
    assert response.status_code == 201

    assert ada.delete(f"/api/social/connections/{response.json()['id']}/").status_code == 204

    assert ada.post(REFRESH).status_code == 204
    assert RefreshToken(other, verify=False)["user_id"] == str(get_user_model().objects.get().pk)


def statements(queries):
    sql = [each["sql"] for each in queries]
    commands = sum(each.startswith(TRANSACTION) for each in sql)
    return len(sql) - commands, commands


@pytest.fixture
def count():
    """Return a function that does something, and returns how many statements that took."""

    def count(act, status):
        with CaptureQueriesContext(connection) as queries:
            assert act().status_code == status
        return statements(queries)

    return count


def test_cookies_take_as_many_statements_as_tokens_in_a_body(visitor, another_visitor, count):
    in_a_body = count(lambda: another_visitor.sign_in("jwt"), 200)
    get_user_model().objects.all().delete()
    in_cookies = count(lambda: visitor.sign_in("jwt-cookie"), 200)
    visitor.take_csrf_token()

    assert in_cookies == in_a_body
    renew = count(lambda: visitor.post(REFRESH), 204)
    assert renew == (10, 6)
    body = {"refresh": visitor.cookies["social_refresh"].value}
    assert renew == count(lambda: another_visitor.post("/api/token/refresh/", body), 200)


def test_signing_out_takes_four_statements_and_a_request_one(ada, count):
    assert count(lambda: ada.get("/api/login/social/providers/"), 200) == (0, 0)
    assert count(lambda: ada.get("/api/social/connections/"), 200) == (2, 0)
    assert count(lambda: ada.post(LOGOUT), 204) == (4, 4)


@pytest.mark.parametrize(
    ("secure", "access", "refresh"),
    [
        (False, "social_access", "social_refresh"),
        (True, "__Host-social_access", "__Secure-social_refresh"),
    ],
)
@pytest.mark.parametrize("by", ["request", "setting"])
def test_the_names_have_prefixes_over_tls(settings, secure, access, refresh, by):
    settings.SESSION_COOKIE_SECURE = secure and by == "setting"
    request = RequestFactory().get("/", secure=secure and by == "request")

    cookies = JWTCookies(Request(request))

    assert (cookies.access_name, cookies.refresh_name) == (access, refresh)


ROUTES = include("rest_social_auth.urls_jwt_cookie")
NAMED = include(("rest_social_auth.urls_jwt_cookie", "cookies"))


class Urls:
    urlpatterns = (
        path("<slug:tenant>/auth/", ROUTES),
        path("v2/", include(([path("in/", NAMED)], "v2"))),
    )


@pytest.mark.parametrize("prefix", ["/", "/below/"])
@pytest.mark.parametrize(
    ("namespaces", "kwargs", "expected"),
    [
        ([], {"tenant": "acme", "provider": "github"}, "acme/auth/social/jwt-cookie/refresh"),
        (["v2", "cookies"], {"provider": "github"}, "v2/in/social/jwt-cookie/refresh"),
    ],
)
def test_the_path_is_where_the_project_mounts_it(
    settings, rf, prefix, namespaces, kwargs, expected
):
    settings.ROOT_URLCONF = Urls
    request = rf.get("/")
    request.resolver_match = ResolverMatch(print, (), kwargs, namespaces=namespaces)
    token = RefreshToken()
    response = HttpResponse()
    set_script_prefix(prefix)
    try:
        JWTCookies(request).set(response, str(token.access_token), str(token))
    finally:
        set_script_prefix("/")

    assert response.cookies["social_refresh"]["path"] == f"{prefix}{expected}"
    assert response.cookies["social_access"]["path"] == "/"


def test_an_application_elsewhere_needs_its_own_csrf_token(ada):
    stranger = APIClient(enforce_csrf_checks=True)
    for name, value in values(ada).items():
        stranger.cookies[name] = value

    response = stranger.post(REFRESH)

    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")

"""S: cookies, CSRF and CORS: what one site may do on behalf of another."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient
from social_core.backends.github import GithubOAuth2
from social_django.models import UserSocialAuth

from tests.demo_settings import demo_settings, https_settings
from tests.security.support import (
    EVERY_KIND,
    EVIL,
    accepted,
    callback_of,
    complete,
    login,
    nothing_happens,
    refused,
    refused_everywhere,
    signed_in,
)
from tests.security.test_checks import told

FORM = "application/x-www-form-urlencoded"
PAGE = "https://app.example"
API = [
    ("GET", "/api/me/", 200),
    ("GET", "/api/login/social/providers/", 200),
    ("POST", "/api/login/social/begin/github/", 200),
    ("POST", "/api/login/social/token/github/", 400),
    ("POST", "/api/login/social/session/nobody/", 404),
    ("GET", "/api/login/social/token/github/", 405),
    ("GET", "/api/social/connections/", 401),
    ("POST", "/api/token/refresh/", 400),
    ("POST", "/api/token/verify/", 400),
    ("POST", "/api/logout/", 204),
    ("GET", "/api/nothing/", 404),
]


@pytest.mark.parametrize("kind", ["session", "own"])
@pytest.mark.parametrize("signed_in_before", [None, "ada", "zoe"])
def test_S01_a_session_gets_a_new_key_at_sign_in(visitor, kind, signed_in_before):
    if signed_in_before:
        visitor.sign_in("session", person=signed_in_before)
    callback = visitor.come_back("github")
    before = visitor.session.session_key  # made here, if nobody was signed in

    accepted(complete(visitor, callback, kind=kind))

    assert signed_in(visitor) == "ada"
    assert visitor.cookies["sessionid"].value != before
    stranger = APIClient()
    stranger.cookies["sessionid"] = before
    assert stranger.get("/api/me/").json()["user"] is None


@pytest.mark.parametrize("kind", ["token", "token_user", "jwt", "jwt_user", "jwt-sliding", "knox"])
def test_S01_a_token_login_starts_no_session(visitor, kind):
    accepted(complete(visitor, visitor.come_back("github"), kind=kind))

    assert signed_in(visitor) is None


@pytest.mark.parametrize("path", ["session/github/", "github/", "begin/github/"])
def test_S02_a_form_on_another_site_signs_nobody_in(mocks, db, path):
    browser = APIClient(enforce_csrf_checks=True)

    with nothing_happens(mocks):
        response = browser.generic(
            "POST", f"/api/login/social/{path}", "code=x", FORM, headers={"Origin": EVIL}
        )
        refused(response, 403, "origin_not_allowed")
    assert not response.cookies


@pytest.mark.parametrize("path", ["session/github/", "github/"])
def test_S02_nobody_signs_in_without_the_csrf_token(mocks, db, path):
    browser = APIClient(enforce_csrf_checks=True)

    with nothing_happens(mocks):
        response = browser.generic("POST", f"/api/login/social/{path}", "code=x", FORM)
        refused(response, 403, "csrf_failed")
    assert not response.cookies


@pytest.mark.parametrize("content_type", [FORM, "text/plain", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("origin", [EVIL, "null"])
def test_S03_a_simple_post_from_another_site_creates_no_account(visitor, content_type, origin):
    callback = visitor.come_back("github")
    body = "&".join(f"{name}={value}" for name, value in callback.items())

    with nothing_happens(visitor.mocks):
        for kind in EVERY_KIND:
            path = f"/api/login/social/{login(kind, 'github')}"
            response = visitor.generic("POST", path, body, content_type, headers={"Origin": origin})
            refused(response, 403, "origin_not_allowed")
    if content_type == FORM:
        accepted(visitor.generic("POST", "/api/login/social/token/github/", body, content_type))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_S04_a_request_marked_cross_site_is_refused(visitor, site):
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        headers = {"Sec-Fetch-Site": site}
        refused_everywhere(visitor, callback, "github", 403, "origin_not_allowed", **headers)
    accepted(complete(visitor, callback, **{"Sec-Fetch-Site": "same-origin"}))


@pytest.mark.parametrize("origin", [PAGE, "http://testserver", "https://sub.trusted.example", None])
@pytest.mark.parametrize("site", ["same-origin", "same-site", "cross-site", None])
def test_S04_a_trusted_page_on_another_site_is_allowed(visitor, settings, origin, site):
    settings.CSRF_TRUSTED_ORIGINS = [PAGE, "https://*.trusted.example"]
    headers = {"Origin": origin, "Sec-Fetch-Site": site}
    sent = {name: value for name, value in headers.items() if value}

    response = complete(visitor, {"code": "x"}, kind="token", **sent)

    stranger = origin is None and site in {"cross-site", "same-site"}
    assert response.json()["code"] == ("origin_not_allowed" if stranger else "state_required")


CHANGES = pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/logout/"),
        ("POST", "/api/login/social/begin/facebook/"),
        ("POST", "/api/social/connections/"),
        ("DELETE", "/api/social/connections/{}/"),
    ],
)


@CHANGES
def test_S05_a_session_changes_nothing_without_the_csrf_token(visitor, method, path):
    visitor.sign_in("session")
    own = path.format(UserSocialAuth.objects.get().pk)
    visitor.credentials()

    with nothing_happens(visitor.mocks):
        response = visitor.generic(method, own, '{"intent": "connect"}', "application/json")
        refused(response, 403, "csrf_failed")
    assert signed_in(visitor) == "ada"


@CHANGES
@pytest.mark.parametrize(
    "headers", [{"Origin": EVIL}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_S05_another_site_changes_nothing_even_with_the_csrf_token(visitor, method, path, headers):
    visitor.sign_in("session")
    own = path.format(UserSocialAuth.objects.get().pk)

    with nothing_happens(visitor.mocks):
        response = visitor.generic(method, own, "{}", "application/json", headers=headers)
        refused(response, 403, "origin_not_allowed")
    assert signed_in(visitor) == "ada"


def test_S05_another_site_cannot_end_a_flow_in_progress(visitor):
    callback = visitor.come_back("github")

    refused(visitor.post("/api/logout/", headers={"Origin": EVIL}), 403, "origin_not_allowed")

    accepted(complete(visitor, callback))


@pytest.mark.parametrize("kind", ["session", "own"])
def test_S06_the_csrf_token_is_new_after_sign_in(visitor, kind):
    callback = visitor.come_back("github")
    before = visitor.cookies["csrftoken"].value

    accepted(complete(visitor, callback, kind=kind))

    assert visitor.cookies["csrftoken"].value != before
    visitor.credentials(HTTP_X_CSRFTOKEN=before)
    refused(visitor.post("/api/logout/"), 403, "csrf_failed")


@pytest.mark.parametrize("cors", [[], [PAGE]])
@pytest.mark.parametrize(
    "origin", [EVIL, "null", f"{PAGE}.evil", "http://app.example", "https://evil-app.example"]
)
def test_S07_no_origin_is_reflected(client, db, settings, origin, cors):
    settings.CORS_ALLOWED_ORIGINS = cors
    settings.CORS_ALLOW_CREDENTIALS = True

    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for response in (
        client.get("/api/me/", headers=asked),
        client.post("/api/login/social/begin/github/", headers=asked),
        client.options("/api/login/social/session/github/", headers=asked),
    ):
        assert not [name for name in response.headers if name.startswith("Access-Control-")]
        assert "origin" in response["Vary"].casefold()


def test_S07_a_listed_origin_of_the_page_is_allowed_by_cors(client, db, settings):
    settings.CORS_ALLOWED_ORIGINS = [PAGE]
    settings.CORS_ALLOW_CREDENTIALS = True

    response = client.get("/api/me/", headers={"Origin": PAGE})

    assert response["Access-Control-Allow-Origin"] == PAGE
    assert response["Access-Control-Allow-Credentials"] == "true"


@pytest.mark.parametrize("everybody", ["CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOWED_ORIGIN_REGEXES"])
def test_S07_a_check_reports_cors_with_credentials_for_any_page(settings, everybody):
    settings.CORS_ALLOW_CREDENTIALS = True
    setattr(settings, everybody, [".*"])

    assert "E013" in told()


def test_S08_a_preflight_allows_only_what_the_page_needs(client, db, settings):
    for name, value in demo_settings(SPLIT="true").items():
        if name.startswith("CORS"):
            setattr(settings, name, value)
    settings.CORS_ALLOWED_ORIGINS = [PAGE]
    asked = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "x-evil, x-forwarded-host, cookie",
    }

    response = client.options("/api/me/", headers=asked)

    assert response["Access-Control-Allow-Origin"] == PAGE
    assert response["Access-Control-Allow-Methods"] == "GET, POST, DELETE"
    assert response["Access-Control-Allow-Headers"] == (
        "accept, authorization, content-type, x-csrftoken"
    )
    outside = client.options("/popup/callback-github.html", headers=asked)
    assert "Access-Control-Allow-Origin" not in outside


def test_S09_cookies_have_their_protecting_attributes(visitor):
    visitor.sign_in("session")

    session, csrf = visitor.cookies["sessionid"], visitor.cookies["csrftoken"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert (csrf["httponly"], csrf["samesite"]) == ("", "Lax")


def test_S09_F24_production_cookies_belong_to_one_host_and_require_tls(mocks, db, settings):
    for name, value in https_settings().items():
        setattr(settings, name, value)
    browser = APIClient()

    csrf = browser.get("/api/me/", secure=True).json()["csrf_token"]
    listed = {"redirect_uri": callback_of("github")}
    begun = accepted(browser.post("/api/login/social/begin/github/", listed, secure=True))
    callback = mocks.consent(begun["authorization_url"])
    headers = {"X-CSRFToken": csrf, "Origin": "https://testserver"}
    path = "/api/login/social/session/github/"
    accepted(browser.post(path, callback, secure=True, headers=headers))

    [flow] = [name for name in browser.cookies if name.startswith("__Host-social_flow_")]
    assert {*browser.cookies} == {"__Host-sessionid", "__Host-csrftoken", flow}
    for name, cookie in browser.cookies.items():
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", ""), name
        assert cookie["samesite"] == "Lax"
    assert browser.cookies["__Host-sessionid"]["httponly"] is True


def test_S10_cookies_belong_to_one_host(visitor):
    visitor.sign_in("session")

    assert {(each["domain"], each["path"]) for each in visitor.cookies.values()} == {("", "/")}


@pytest.mark.parametrize(("method", "path", "status"), API)
def test_S11_no_response_is_cached(visitor, method, path, status):
    response = visitor.generic(method, path, "{}", "application/json")

    assert response.status_code == status, response.content
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_S11_no_response_with_a_token_is_cached(visitor, kind):
    response = complete(visitor, visitor.come_back("github"), kind=kind)

    assert "no-store" in response["Cache-Control"]
    if refresh := accepted(response).get("refresh"):
        renewed = visitor.post("/api/token/refresh/", {"refresh": refresh}, format="json")
        assert accepted(renewed)["access"]
        assert "no-store" in renewed["Cache-Control"]


def test_S11_no_callback_is_cached(client):
    assert "no-store" in client.get("/popup/callback-github.html")["Cache-Control"]


def test_S12_signing_out_ends_the_session(visitor):
    visitor.sign_in("session")
    key = visitor.cookies["sessionid"].value

    response = visitor.post("/api/logout/")

    assert response.status_code == 204
    assert response["Clear-Site-Data"] == '"storage"'
    visitor.cookies["sessionid"] = key
    assert signed_in(visitor) is None
    visitor.take_csrf_token()
    assert visitor.post("/api/logout/").status_code == 204, "and once more"


def test_S12_signing_out_ends_the_pending_flows_of_this_browser(visitor):
    visitor.sign_in("session")
    callback = visitor.come_back("facebook")

    assert visitor.post("/api/logout/").status_code == 204

    visitor.take_csrf_token()
    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, callback, "facebook", 403, "session_context_missing")


@pytest.mark.parametrize("kind", ["token", "jwt"])
def test_S12_signing_out_revokes_tokens_and_can_be_repeated(visitor, kind):
    response = accepted(visitor.sign_in(kind))
    headers = {"Authorization": f"Token {response['token']}"} if kind == "token" else {}
    body = {"refresh": response["refresh"]} if kind == "jwt" else {}

    assert visitor.post("/api/logout/", body, format="json", headers=headers).status_code == 204
    if kind == "token":
        refused(visitor.get("/api/me/", headers=headers), 401, "token_not_valid")
    else:
        refused(visitor.post("/api/token/refresh/", body, format="json"), 401, "token_not_valid")
        assert visitor.post("/api/logout/", body, format="json").status_code == 204


def test_S12_signing_out_with_an_access_token_alone_says_what_is_missing(visitor):
    response = accepted(visitor.sign_in("jwt"))
    bearer = {"Authorization": f"Bearer {response['token']}"}

    refused(visitor.post("/api/logout/", headers=bearer), 400, "missing_parameter")

    body = {"refresh": response["refresh"]}
    assert visitor.post("/api/token/refresh/", body, format="json").status_code == 200


@pytest.mark.parametrize("seconds", [10**18, -1, "soon", None, [1], 1.5])
def test_S13_the_provider_does_not_set_the_session_lifetime(
    visitor, settings, monkeypatch, seconds
):
    original = GithubOAuth2.request_access_token

    def request_access_token(self, *args, **kwargs):
        return {**original(self, *args, **kwargs), "expires_in": seconds}

    monkeypatch.setattr(GithubOAuth2, "request_access_token", request_access_token)
    accepted(visitor.sign_in("session"))

    assert visitor.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"state": "x"}, 403, "session_context_missing"),
        ({"error": "access_denied"}, 400, "authorization_declined"),
        ({"code": "x"}, 400, "authorization_code_rejected"),
        ({}, 403, "account_disabled"),
    ],
)
@pytest.mark.parametrize("kind", ["session", "own", "token"])
def test_S15_a_failed_sign_in_changes_no_session(visitor, changed, status, code, kind):
    accepted(visitor.sign_in("token", "facebook", "mallory"))
    get_user_model().objects.update(is_active=False)
    visitor.sign_in("session")
    key = visitor.cookies["sessionid"].value
    callback = visitor.come_back("facebook", "mallory")

    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, {**callback, **changed}, "facebook", kind), status, code)

    assert signed_in(visitor) == "ada"
    assert visitor.cookies["sessionid"].value == key

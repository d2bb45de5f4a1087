"""R: where codes may be sent, and who decides that (RFC 9700 §2.1, §4.1)."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import get_resolver

from tests.demo_settings import https_settings
from tests.security.support import (
    EVIL,
    accepted,
    callback_of,
    complete,
    nothing_happens,
    post,
    refused,
    refused_everywhere,
)

LISTED = callback_of("github")


def redirect_uri(begun):
    return parse_qs(urlsplit(begun["authorization_url"]).query)["redirect_uri"][0]


@pytest.mark.parametrize(("provider", "code"), [("github", {"code": "x"}), ("twitter", {})])
def test_R01_a_code_is_only_sent_to_a_listed_redirect_uri(visitor, settings, provider, code):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    body = {"redirect_uri": f"{EVIL}/cb"}

    with nothing_happens(visitor.mocks):
        refused(post(visitor, f"begin/{provider}/", body), 400, "redirect_uri_not_allowed")
        refused_everywhere(visitor, body | code, provider, 400, "redirect_uri_not_allowed")


def test_R01_no_setting_and_no_host_header_sends_a_code_elsewhere(visitor, settings):
    settings.REST_SOCIAL_REDIRECT_URIS = ["https://app.example/cb"]
    with nothing_happens(visitor.mocks):
        refused(post(visitor, "begin/github/", {}), 400, "redirect_uri_not_allowed")
    settings.REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = f"{EVIL}/cb"
    with nothing_happens(visitor.mocks):
        refused(post(visitor, "begin/github/", {}), 400, "redirect_uri_not_allowed")


@pytest.mark.parametrize(
    "near",
    [
        LISTED + "/",
        LISTED + "?x=1",
        LISTED + "#f",
        LISTED.replace("/popup", "/popup/../popup"),
        LISTED.replace("testserver", "TESTSERVER"),
        LISTED.replace("testserver", "testserver:80"),
        LISTED.replace("testserver", "testserver."),
        LISTED.replace("testserver", "localhost"),
        LISTED.replace("testserver", "127.0.0.1"),
        LISTED.replace("testserver", "testserver%2eevil.example"),
        LISTED.replace(".html", "%2ehtml"),
        LISTED.replace("testserver", "testserver\u3002evil.example"),  # a full stop to IDNA
        LISTED + "\u200b",
        LISTED[:-1],
        LISTED.replace("testserver", "me@testserver"),
        LISTED.replace("testserver", "testserver\\@evil.example"),
        LISTED.replace("testserver", "tеstserver"),  # a Cyrillic e
        LISTED.replace("http:", "https:"),
        LISTED.replace("popup", "%70opup"),
        LISTED.replace("github", "git\thub"),
        LISTED + "\n",
        " " + LISTED,
    ],
)
def test_R02_a_redirect_uri_that_nearly_matches_is_refused(visitor, near):
    with nothing_happens(visitor.mocks):
        response = post(visitor, "begin/github/", {"redirect_uri": near})
        refused(response, 400, "redirect_uri_not_allowed")


@pytest.mark.parametrize(
    "uri",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example/cb", "app.example:/cb", "ftp:x"],
)
def test_R03_only_http_and_https_are_accepted_as_redirect_uris(visitor, uri):
    with nothing_happens(visitor.mocks):
        response = post(visitor, "begin/github/", {"redirect_uri": uri})
        refused(response, 400, "redirect_uri_not_allowed")


@pytest.mark.parametrize("provider", ["github", "twitter"])
def test_R04_a_flow_ends_with_the_redirect_uri_it_began_with(visitor, provider):
    callback = visitor.come_back(provider)
    elsewhere = {**callback, "redirect_uri": callback_of("facebook")}  # which is listed, too

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, elsewhere, provider, 400, "redirect_uri_mismatch")
    accepted(complete(visitor, {**callback, "redirect_uri": callback_of(provider)}, provider))


@pytest.mark.parametrize("more", ["?a=1&scope=admin&state=chosen", "?&client_id=x", "#&scope=x"])
def test_R05_a_redirect_uri_cannot_add_parameters(visitor, settings, more):
    plain = parse_qs(urlsplit(visitor.begin("github")["authorization_url"]).query)
    settings.REST_SOCIAL_REDIRECT_URIS = None

    begun = visitor.begin("github", redirect_uri=LISTED + more)

    url = urlsplit(begun["authorization_url"])
    query = parse_qs(url.query, strict_parsing=True)
    own = {"redirect_uri": [LISTED + more], "state": [begun["state"]]}
    assert {**query, "code_challenge": 0} == {**plain, **own, "code_challenge": 0}
    assert not url.fragment


def test_R05_an_encoded_parameter_stays_part_of_the_redirect_uri(visitor, settings):
    settings.REST_SOCIAL_REDIRECT_URIS = None
    begun = visitor.begin("github", redirect_uri=f"{LISTED}?a=1%26scope=admin")

    query = parse_qs(urlsplit(begun["authorization_url"]).query)
    assert query["scope"] == ["user:email"]
    assert query["redirect_uri"][0].startswith(f"{LISTED}?a=1")


def test_R05_an_authorization_url_contains_only_valid_characters(visitor, settings):
    settings.SOCIAL_AUTH_GITHUB_SCOPE = ["user:email", "<ö>"]

    assert re.fullmatch("[!-~]+", visitor.begin("github")["authorization_url"])


@pytest.mark.parametrize(
    "origin",
    [
        *(EVIL, "null", "file://", "", "http://testserver.evil.example", "https://testserver"),
        *("http://testserver:81", "http://sibling.testserver", "http://testserver@evil.example"),
    ],
)
def test_R06_an_untrusted_origin_does_not_decide_the_redirect_uri(visitor, settings, origin):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    body = {"code": "x"}

    with nothing_happens(visitor.mocks):
        refused(post(visitor, "begin/github/", {}, Origin=origin), 403, "origin_not_allowed")
        refused_everywhere(visitor, body, "github", 403, "origin_not_allowed", Origin=origin)


def test_R06_an_untrusted_origin_appears_in_no_url(visitor):
    path = "/api/login/social/providers/"

    refused(visitor.get(path, headers={"Origin": EVIL}), 403, "origin_not_allowed")

    listed = visitor.get(path).json()
    assert all(each["redirect_uri"] == callback_of(each["name"]) for each in listed)


@pytest.mark.parametrize("path", ["/api/me/", "/api/login/social/begin/github/", "/api/nothing"])
@pytest.mark.parametrize("debug", [True, False])
def test_R07_an_unknown_host_is_refused_with_json(visitor, settings, path, debug):
    settings.DEBUG = debug

    refused(visitor.get(path, headers={"Host": "evil.example"}), 400, "host_not_allowed")


def test_R07_no_url_is_built_from_an_unlisted_host(visitor, settings):
    settings.ALLOWED_HOSTS = ["*"]  # `check --deploy` reports it: W005

    with nothing_happens(visitor.mocks):
        response = post(visitor, "begin/github/", {}, Host="evil.example")
        refused(response, 400, "redirect_uri_not_allowed")


def test_R08_forwarded_headers_from_clients_are_ignored(visitor):
    spoofed = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "x"}

    begun = accepted(post(visitor, "begin/github/", {}, **spoofed))

    assert redirect_uri(begun) == LISTED


def test_R08_forwarded_headers_count_only_behind_a_configured_proxy():
    forwarded = ("HTTP_X_FORWARDED_PROTO", "https")

    assert "SECURE_PROXY_SSL_HEADER" not in https_settings(PROXIES="0")
    assert https_settings(PROXIES="1")["SECURE_PROXY_SSL_HEADER"] == forwarded


ELSEWHERE = [EVIL, "//evil.example", "/\\evil.example", "/\t/evil.example", "///evil.example"]
ELSEWHERE += [
    "javascript://x/%0aalert(1)",
    "javascript:alert(1)",
    "evil.example",
    "/a b",
    "http:/x",
]


@pytest.mark.parametrize("goal", ELSEWHERE)
def test_R09_a_next_elsewhere_is_refused(visitor, goal):
    with nothing_happens(visitor.mocks):
        for body in ({}, {"id_token": True}):
            response = post(visitor, "begin/google-oauth2/", {"next": goal, **body})
            refused(response, 400, "invalid_input")
            assert list(response.json()["errors"]) == ["next"]


@pytest.mark.parametrize("kind", ["session", "own", "token"])
def test_R09_a_next_that_comes_with_the_callback_is_ignored(visitor, kind, settings):
    settings.SOCIAL_AUTH_FIELDS_STORED_IN_SESSION = ["next"]
    callback = visitor.come_back("github")

    response = complete(visitor, {**callback, "next": EVIL}, kind=kind)

    assert "Location" not in response
    assert "evil" not in str(accepted(response))


def test_R09_a_next_of_oauth_1s_first_step_is_not_returned(visitor, settings):
    settings.SOCIAL_AUTH_FIELDS_STORED_IN_SESSION = ["next"]
    begun = accepted(post(visitor, "token/twitter/", {"next": EVIL}))
    callback = visitor.mocks.consent(begun["authorization_url"])

    assert list(accepted(complete(visitor, callback, "twitter", "token"))) == ["token"]


def test_R10_no_endpoint_redirects_to_a_url_from_the_request(client, db):
    pages = ["/", "/index.html", "/popup/callback.html", "/popup/callback-github.html", "/x", "//x"]
    for path in [*pages, "/api/me/", "/api/docs/", "/api/schema/", "/api/login/social/providers/"]:
        for name in ["next", "url", "redirect_uri", "return_to", "script"]:
            response = client.get(path, {name: EVIL})
            goal = urlsplit(response.get("Location", ""))
            assert (goal.netloc, goal.path) in {("", ""), ("", "./")}, path


def test_R10_no_redirecting_page_of_social_django_is_mounted():
    assert "social" not in get_resolver().namespace_dict


@pytest.mark.parametrize(
    ("uris", "id"),
    [
        (["http://app.example/cb"], "W004"),
        (["https://app.example/cb?x=1"], "E005"),
        (["https://app.example/cb#f"], "E005"),
        (["/cb"], "E005"),
        (["https://*.app.example/cb"], "E005"),
        (None, "W002"),
    ],
)
def test_R11_check_deploy_warns_about_an_unsafe_list(settings, uris, id):
    from tests.security.test_checks import told

    settings.REST_SOCIAL_REDIRECT_URIS = uris

    assert id in told()

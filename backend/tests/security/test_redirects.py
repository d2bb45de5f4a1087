"""R: where codes may go, and by whose word (RFC 9700 §2.1, §4.1)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import get_resolver

from tests.security.support import (
    EVIL,
    accepted,
    callback_of,
    complete,
    nothing_happens,
    post,
    refused,
)

LISTED = callback_of("github")


def redirect_uri(begun):
    return parse_qs(urlsplit(begun["authorization_url"]).query)["redirect_uri"][0]


@pytest.mark.parametrize("provider", ["github", "twitter"])
@pytest.mark.parametrize("endpoint", ["begin", "session", "token", "jwt"])
def test_R01_a_code_goes_to_no_address_but_a_listed_one(visitor, endpoint, provider):
    body = {"redirect_uri": f"{EVIL}/cb", **({"code": "x"} if provider == "github" else {})}

    with nothing_happens(visitor.mocks):
        answer = post(visitor, f"{endpoint}/{provider}/", body)
        assert answer.status_code == 400
        assert answer.json()["code"] in {"redirect_uri_not_allowed", "state_required"}


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
def test_R02_a_near_miss_is_a_miss(visitor, near):
    with nothing_happens(visitor.mocks):
        answer = post(visitor, "begin/github/", {"redirect_uri": near})
        refused(answer, 400, "redirect_uri_not_allowed")


@pytest.mark.parametrize(
    "uri",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example/cb", "app.example:/cb", "ftp:x"],
)
def test_R03_only_the_web_s_own_schemes_are_redirect_uris(visitor, uri):
    answer = post(visitor, "begin/github/", {"redirect_uri": uri})
    refused(answer, 400, "redirect_uri_not_allowed")


def test_R04_a_flow_ends_where_it_began(visitor, settings):
    settings.REST_SOCIAL_REDIRECT_URIS = [LISTED, callback_of("facebook")]
    callback = visitor.come_back("github")

    with nothing_happens(visitor.mocks):
        answer = complete(visitor, {**callback, "redirect_uri": callback_of("facebook")})
        refused(answer, 400, "redirect_uri_mismatch")
    accepted(complete(visitor, {**callback, "redirect_uri": LISTED}))


@pytest.mark.parametrize("more", ["?a=1&scope=admin&state=chosen", "?&client_id=x", "#&scope=x"])
def test_R05_a_redirect_uri_cannot_add_parameters_of_its_own(visitor, settings, more):
    settings.REST_SOCIAL_REDIRECT_URIS = None

    answer = post(visitor, "begin/github/", {"redirect_uri": LISTED + more})
    refused(answer, 400, "redirect_uri_not_allowed")


def test_R05_an_encoded_parameter_stays_a_part_of_the_redirect_uri(visitor, settings):
    settings.REST_SOCIAL_REDIRECT_URIS = None
    begun = visitor.begin("github", redirect_uri=f"{LISTED}?a=1%26scope=admin")

    query = parse_qs(urlsplit(begun["authorization_url"]).query)
    assert query["scope"] == ["user:email"]
    assert query["redirect_uri"][0].startswith(f"{LISTED}?a=1")


@pytest.mark.parametrize("origin", [EVIL, "null", "http://testserver.evil.example", "file://"])
@pytest.mark.parametrize("endpoint", ["begin", "token", "session"])
def test_R06_a_foreign_origin_decides_nothing(visitor, endpoint, origin):
    with nothing_happens(visitor.mocks):
        answer = post(visitor, f"{endpoint}/github/", {"code": "x"}, Origin=origin)
        refused(answer, 403, "origin_not_allowed")


def test_R06_a_foreign_origin_is_in_no_address(visitor):
    listed = visitor.get("/api/login/social/providers/", headers={"Origin": EVIL}).json()

    assert all(each["redirect_uri"] == callback_of(each["name"]) for each in listed)


@pytest.mark.parametrize("path", ["/api/me/", "/api/login/social/begin/github/", "/api/nothing"])
@pytest.mark.parametrize("debug", [True, False])
def test_R07_a_foreign_host_is_refused_as_json(visitor, settings, path, debug):
    settings.DEBUG = debug

    refused(visitor.get(path, headers={"Host": "evil.example"}), 400, "host_not_allowed")


def test_R08_forwarded_headers_from_outside_are_ignored(visitor):
    spoofed = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "x"}

    begun = accepted(post(visitor, "begin/github/", {}, **spoofed))

    assert redirect_uri(begun) == LISTED


def test_R08_only_a_proxy_that_is_said_to_be_there_is_believed():
    from config.security import https_only

    assert https_only(0)["SECURE_PROXY_SSL_HEADER"] is None
    assert https_only(1)["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize("goal", [EVIL, "//evil.example", "/\\evil.example"])
def test_R09_next_is_ignored(visitor, goal):
    callback = visitor.come_back("github")

    answer = complete(visitor, {**callback, "next": goal})

    assert "Location" not in answer
    assert "evil" not in str(accepted(answer))


def test_R10_no_address_of_ours_redirects_to_where_it_is_told(client, db):
    for path in ["/api/me/", "/api/docs/", "/api/schema/", "/popup/callback-github.html", "/x"]:
        for name in ["next", "url", "redirect_uri", "return_to", "script"]:
            answer = client.get(path, {name: EVIL})
            assert not 300 <= answer.status_code < 400, path
            assert "Location" not in answer


def test_R10_no_page_of_social_django_that_redirects_is_mounted():
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
def test_R11_a_list_that_is_unsafe_in_production_is_told(settings, uris, id):
    from tests.security.test_checks import told

    settings.REST_SOCIAL_REDIRECT_URIS = uris

    assert id in told()

"""P: a provider that fails, lies or is an impostor is reported in time, and nothing is written."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import brotli
import pytest
import trustme
from social_django.models import UserSocialAuth

from rest_social_auth.provider import call
from rest_social_auth.provider.adapted_backend import adapted
from tests.performance.faults import FAULTS, misbehaving
from tests.performance.provider import running
from tests.security.hostile import EMAILS, GOOD, PROFILE, TOKEN, github, http
from tests.security.support import (
    accepted,
    complete,
    kept,
    most_memory,
    nothing_happens,
    refused,
)

MEGABYTES_300 = 300 * 1024 * 1024
BOTH = pytest.mark.parametrize("at", [TOKEN, PROFILE], ids=["token", "profile"])


@pytest.fixture
def sign_in(visitor, settings):
    """Return a function that signs in while GitHub responds like this; a refusal writes nothing."""

    def sign_in(answers, asked=None):
        callback = visitor.come_back("github")
        before = kept()
        with github(answers, settings) as heard:
            response = complete(visitor, callback, kind="token_user")
        settings.REST_SOCIAL_MOCK_API_URL = None
        response.heard = heard
        if asked is not None:
            assert len(heard) == asked, heard
        if response.status_code != 200:
            assert kept() == before
        return response

    return sign_in


@pytest.fixture
def at_address(visitor, settings, monkeypatch):
    """Return a function that signs in while GitHub is at this address, with a shorter deadline."""
    monkeypatch.setattr(call, "DEADLINE", 1)
    callback = visitor.come_back("github")

    def at_address(address):
        settings.REST_SOCIAL_MOCK_API_URL = address
        started = monotonic()
        with nothing_happens(visitor.mocks, ended=True):
            response = complete(visitor, callback, kind="token_user")
        return response, monotonic() - started

    return at_address


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://nowhere.invalid"])
def test_P01_an_unreachable_provider_is_reported_as_unavailable(at_address, address):
    response, _ = at_address(address)

    refused(response, 503, "connection_failed")
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize("fault", ["resets", "hangs up", "speaks no HTTP"])
def test_P01_a_broken_connection_is_reported_as_unavailable(at_address, fault):
    with misbehaving(FAULTS[fault][0]) as address:
        refused(at_address(f"http://{address}")[0], 503, "connection_failed")


AGES_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("trusted", "name", "facts"),
    [
        (False, "127.0.0.1", {}),
        (True, "other.example", {}),
        (True, "127.0.0.1", {"not_after": AGES_AGO}),
    ],
    ids=["nobody vouches for", "of another host", "that has expired"],
)
def test_P02_an_invalid_certificate_is_refused(
    at_address, settings, tmp_path, trusted, name, facts
):
    authority = trustme.CA()
    if trusted:
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        settings.SOCIAL_AUTH_VERIFY_SSL = str(tmp_path / "ca.pem")

    with running(authority.issue_cert(name, **facts)) as provider:
        refused(at_address(provider.url)[0], 502, "tls_error")

    assert provider.counts["requests"] == 0


def test_P02_a_valid_certificate_is_accepted(visitor, settings, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    settings.SOCIAL_AUTH_VERIFY_SSL = str(tmp_path / "ca.pem")
    callback = visitor.come_back("github")

    with running(authority.issue_cert("127.0.0.1")) as provider:
        settings.REST_SOCIAL_MOCK_API_URL = provider.url
        accepted(complete(visitor, {**callback, "code": "ada"}, kind="token_user"))


@pytest.mark.parametrize(
    ("id", "fault"), [("P03", "silence"), ("P04", "drips its body"), ("P05", "drips its head")]
)
def test_P03_P04_P05_a_call_to_a_slow_provider_ends_at_the_deadline(at_address, id, fault):
    with misbehaving(FAULTS[fault][0]) as address:
        response, seconds = at_address(f"http://{address}")

    refused(response, 504, "timeout")
    assert seconds < 11  # it would have gone on for thirty


def test_P03_P04_P05_the_deadline_is_ten_seconds():
    assert call.DEADLINE == 10


@BOTH
@pytest.mark.parametrize(
    ("status", "code", "retry"),
    [
        ("500 Oops", "unavailable", "30"),
        ("502 Bad Gateway", "unavailable", "30"),
        ("504 Gateway Timeout", "unavailable", "30"),
        ("503 Busy", "unavailable", "7"),
        ("429 Slow", "rate_limited", "7"),
    ],
)
def test_P06_a_busy_provider_is_reported_with_a_retry_time(sign_in, at, status, code, retry):
    headers = {"Retry_After": "7"} if retry == "7" else {}

    response = sign_in({at: http(b"{}", status, **headers)})

    refused(response, 503, code)
    assert response["Retry-After"] == retry


@pytest.mark.parametrize(
    "retry", ["soon", "-1", "9" * 30, "9" * 5000, "²", "Wed, 21 Oct 2026 07:28:00 GMT", "1.5"]
)
def test_P06_an_invalid_retry_after_is_replaced_by_the_default(sign_in, retry):
    response = sign_in({TOKEN: http(b"{}", "503 Busy", Retry_After=retry)})

    assert 1 <= int(response["Retry-After"]) <= 3600


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "200 OK"])
@pytest.mark.parametrize("error", ["invalid_grant", "bad_verification_code"])
def test_P07_a_rejected_code_is_a_client_error(sign_in, status, error):
    body = json.dumps({"error": error, "error_description": "<script>"}).encode()

    response = sign_in({TOKEN: http(body, status)})

    refused(response, 400, "authorization_code_rejected")
    assert b"script" not in response.content


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "200 OK"])
@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "invalid_request"])
def test_P08_rejected_client_credentials_are_not_a_client_error(sign_in, status, error):
    body = json.dumps({"error": error}).encode()

    refused(sign_in({TOKEN: http(body, status)}, asked=1), 502, "provider_rejected_client")


@pytest.mark.parametrize("error", ["server_error", "strange", "<b>", ["x"], {"a": 1}, 5, True])
def test_P09_an_error_response_with_status_200_is_an_error(sign_in, error):
    response = sign_in({TOKEN: {"error": error, "error_description": "<script>"}}, asked=1)

    assert response.status_code in {400, 502, 503}, response.content
    assert b"script" not in response.content


ODD = {
    "html": b"<!doctype html><p>Oops",
    "empty": b"",
    "malformed": b'{"a":',
    "list": b"[]",
    "null": b"null",
    "string": b'"x"',
    "number": b"5",
    "deep": b"[" * 100_000,
    "deep object": b'{"a":' * 50_000,
    "bad utf-8": b'{"access_token": "\xff\xfe", "id": "\xff"}',
}


@BOTH
@pytest.mark.parametrize("odd", ODD)
def test_P10_a_nonsensical_response_is_malformed(sign_in, at, odd):
    response = sign_in({at: http(ODD[odd])})

    assert response.status_code == 502, response.content
    assert response.json()["code"] in {"malformed_response", "missing_claim", "invalid_claim"}


@BOTH
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "bogus"])
@pytest.mark.parametrize(
    "body", [b"no such thing", gzip.compress(b"{}" * 99)[:30]], ids=["words", "cut off"]
)
def test_P10_an_unknown_content_encoding_is_reported(sign_in, at, coding, body):
    response = sign_in({at: http(body, Content_Encoding=coding)})

    assert response.status_code in {502, 503}, response.content
    assert response.json()["code"] in {"malformed_response", "connection_failed"}


@BOTH
@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "", "x"])
def test_P11_json_with_another_content_type_is_accepted(sign_in, at, content_type):
    accepted(sign_in({at: http(json.dumps(GOOD[at]).encode(), Content_Type=content_type)}))


def test_P12_a_form_encoded_body_instead_of_json_is_malformed(sign_in):
    form = http(
        b"access_token=x&token_type=bearer", Content_Type="application/x-www-form-urlencoded"
    )

    refused(sign_in({TOKEN: form}, asked=1), 502, "malformed_response")


ZEROS = bytes(1024 * 1024)
HUGE = {  # three hundred megabytes each, once they are unpacked
    "plain": ("", lambda: [ZEROS] * 300),
    "announced": (f"Content-Length: {MEGABYTES_300}\r\n", lambda: [ZEROS] * 300),
    "chunked": ("Transfer-Encoding: chunked\r\n", lambda: [b"100000\r\n", ZEROS, b"\r\n"] * 300),
    "gzip": ("Content-Encoding: gzip\r\n", lambda: [gzip.compress(ZEROS, 1)] * 300),
    "deflate": ("Content-Encoding: deflate\r\n", lambda: [zlib.compress(ZEROS * 300, 1)]),
    "br": ("Content-Encoding: br\r\n", lambda: [brotli.compress(ZEROS * 300, quality=1)]),
}


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the most memory used")
@pytest.mark.parametrize("kind", HUGE)
def test_P13_a_response_of_300_megabytes_takes_a_few_megabytes_of_memory(at_address, kind):
    head, made = HUGE[kind]
    parts = made()

    def serve(sock):
        sock.recv(65536)
        sock.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode())
        for part in parts:
            sock.sendall(part)

    Path("/proc/self/clear_refs").write_text("5")  # the most is what it is now
    before = most_memory()
    with misbehaving(serve) as address:
        response, _ = at_address(f"http://{address}")

    refused(response, 502, "http_error")
    assert most_memory() - before < 50


@BOTH
@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
@pytest.mark.parametrize(
    "goal",
    [
        "http://{elsewhere}/",
        "//{elsewhere}/x",
        "{itself}",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "gopher://{elsewhere}/_x",
    ],
)
def test_P14_P15_P16_a_redirect_is_not_followed(sign_in, at, status, goal):
    asked_elsewhere = []
    with misbehaving(lambda sock: asked_elsewhere.append(sock.recv(65536))) as elsewhere:
        location = goal.format(elsewhere=elsewhere, itself=at)
        response = sign_in({at: http(b"", f"{status} Moved", Location=location)})

    refused(response, 502, "http_error")
    assert asked_elsewhere == []
    assert sum(each.startswith(f"{at} ") for each in response.heard) == 1, "and not asked again"


@BOTH
@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://api.example/v2/user?code=canary", "https://api.example/v2/user"),
        ("//api.example/v2", "http://api.example/v2"),
    ],
)
def test_P14_developers_are_told_where_a_call_was_redirected(
    sign_in, at, location, named, settings
):
    settings.DEBUG = True
    moved = http(b"", "301 Moved Permanently", Location=location)

    response = sign_in({at: moved})

    assert f"redirects this call to {named}. Redirects are not" in response.json()["hint"]
    assert "canary" not in response.content.decode()


@pytest.mark.parametrize("token", [None, "", [], {}, ["x"], 0, False, "MISSING"])
def test_P17_nobody_signs_in_without_an_access_token(sign_in, token):
    body = {"token_type": "bearer"} | ({} if token == "MISSING" else {"access_token": token})

    response = sign_in({TOKEN: body}, asked=1)

    assert response.status_code == 502, response.content


@pytest.mark.parametrize(
    "more",
    [
        {"token_type": "mac"},
        {"token_type": ["x"]},
        {"expires_in": "soon"},
        {"expires_in": 10**400},
        {"expires_in": -5},
        {"scope": {"a": 1}},
        {"refresh_token": ["x"]},
    ],
)
def test_P18_odd_token_metadata_breaks_nothing(sign_in, more):
    assert sign_in({TOKEN: {**GOOD[TOKEN], **more}}).status_code in {200, 502}


@pytest.mark.parametrize(
    "profile",
    [
        {"id": 77, "login": ["x"]},
        {"id": 77, "login": {"a": 1}},
        {"id": 77, "login": "ada", "name": ["x"]},
        {"id": 77, "login": "ada", "name": {"a": 1}},
        {"id": 77, "login": "ada", "email": ["x"]},
        {"id": 77, "login": "ada", "email": {"a": 1}},
    ],
)
def test_P19_a_profile_of_odd_types_is_refused(sign_in, profile):
    response = sign_in({PROFILE: profile, EMAILS: []})

    assert response.status_code == 502, response.content


@pytest.mark.parametrize("login", [5, True, None, "", 10**40])
def test_P19_a_username_that_is_not_text_breaks_nothing(sign_in, login):
    assert sign_in({PROFILE: {"id": 77, "login": login}}).status_code in {200, 502}


@pytest.mark.parametrize(
    "odd", ["a\x00b", "\ud800x", "x" * 5000, "a\r\nb", "\u202eevil", "🦄" * 400]
)
@pytest.mark.parametrize("field", ["login", "name", "email"])
def test_P20_odd_characters_in_a_profile_are_cleaned(sign_in, settings, field, odd):
    settings.SOCIAL_AUTH_GITHUB_REQUIRED_DETAILS = []  # of an e-mail address, nothing may be left
    response = sign_in({PROFILE: {**GOOD[PROFILE], field: odd}, EMAILS: []})

    assert response.status_code in {200, 502}, response.content
    assert not {*"\x00\r\n"} & {*"".join(map(str, response.json().values()))}


def test_P21_a_failing_profile_request_writes_nothing(sign_in):
    refused(sign_in({PROFILE: http(b"{}", "500 Oops")}, asked=2), 503, "unavailable")


def test_P22_each_profile_is_requested_once_and_its_own_id_is_used(sign_in):
    numbers = iter(range(1, 99))
    shifty = {PROFILE: lambda: {**GOOD[PROFILE], "id": next(numbers)}}

    answers = [sign_in(shifty, asked=3) for _ in range(3)]

    assert all(accepted(each) for each in answers)
    assert [sum(f"{PROFILE} " in each for each in response.heard) for response in answers] == [
        1,
        1,
        1,
    ]
    uids = UserSocialAuth.objects.order_by("pk").values_list("uid", "user_id")
    assert [uid for uid, _ in uids] == ["mock:1", "mock:2", "mock:3"]
    assert len({user for _, user in uids}) == 3


def test_P23_a_response_after_the_deadline_signs_nobody_in(at_address, visitor):
    def late(sock):
        sock.recv(65536)
        sleep(1.5)
        sock.sendall(http(json.dumps(GOOD[TOKEN]).encode()))

    with misbehaving(late) as address, nothing_happens(visitor.mocks, ended=True):
        refused(at_address(f"http://{address}")[0], 504, "timeout")
        sleep(1)


def test_P25_no_netrc_password_reaches_a_provider(sign_in, visitor, monkeypatch, tmp_path):
    monkeypatch.setattr(visitor.mocks.browser, "trust_env", False)  # the person's, not ours
    (tmp_path / "netrc").write_text("default login me password canary\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    response = sign_in({}, asked=3)

    accepted(response)
    proofs = [each.split(" ")[1:3] for each in response.heard]
    assert proofs[0][0] == "None"
    assert proofs[1:] == [["token", "gho_good"]] * 2


def test_P26_a_url_is_shown_without_its_secret(visitor, settings):
    settings.DEBUG = True
    response = complete(visitor, visitor.come_back("facebook"), "facebook")

    accepted(response)
    assert "graph.facebook.com" in response["Server-Timing"]
    assert "mock-secret" not in response["Server-Timing"]
    assert "?" not in response["Server-Timing"]


@pytest.mark.parametrize("fault", ["500", "html", "null", "redirect", "huge"])
def test_P27_a_false_or_failing_discovery_document_signs_nobody_in(visitor, fault):
    adapted.cache_clear()  # social-core keeps documents for each class
    visitor.mocks.plan("google-openidconnect", "discovery", fault, times=9)
    try:
        response = visitor.post("/api/login/social/begin/google-openidconnect/", {}, format="json")
        if response.status_code == 200:
            callback = visitor.mocks.consent(response.json()["authorization_url"])
            with nothing_happens(visitor.mocks, asked=True):
                response = complete(visitor, callback, "google-openidconnect")
        assert response.status_code in {502, 503}, response.content
        visitor.mocks.reset()
        accepted(visitor.sign_in("session", "google-openidconnect"))
    finally:
        adapted.cache_clear()


def test_P27_a_discovery_document_does_not_choose_the_issuer(visitor):
    adapted.cache_clear()
    visitor.mocks.plan("google-openidconnect", "discovery", "issuer", times=9)
    try:
        accepted(visitor.sign_in("session", "google-openidconnect"))
    finally:
        adapted.cache_clear()

"""I: any input gets a clear response, quickly, and changes nothing."""

from __future__ import annotations

import gzip
import io
import re
from time import thread_time

import pytest
import yaml
from drf_spectacular.generators import SchemaGenerator
from social_django.models import UserSocialAuth

from tests.security.support import (
    EVERY_KIND,
    KINDS,
    accepted,
    complete,
    heard,
    login,
    nothing_happens,
    post,
    refused,
)

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
ENDPOINTS = [*EVERY_KIND, "begin"]


class Unread(io.BytesIO):
    read_from = False

    def read(self, size: int | None = -1) -> bytes:
        self.read_from = True
        return super().read(size)


def send(visitor, path, body, content_type=JSON, **headers):
    return visitor.generic("POST", f"/api/login/social/{path}", body, content_type, headers=headers)


@pytest.mark.parametrize("kind", ENDPOINTS)
@pytest.mark.parametrize("body", ["[]", "null", '"a"', "5", "true", "1e999"])
def test_I01_a_body_that_is_not_an_object_is_invalid(visitor, kind, body):
    with nothing_happens(visitor.mocks):
        refused(send(visitor, login(kind, "github"), body), 400, "invalid_input")


OAUTH2 = ("code", "state", "redirect_uri", "iss", "code_verifier")
FIELDS = [
    *[(login(kind, "github"), field) for kind in EVERY_KIND for field in OAUTH2],
    *[("token/twitter/", field) for field in ("oauth_token", "oauth_verifier", "redirect_uri")],
    *[("begin/github/", field) for field in ("redirect_uri", "intent")],
]


@pytest.mark.parametrize(("path", "field"), FIELDS)
@pytest.mark.parametrize("value", ["[1]", '{"a":1}', "5", "true"])
def test_I02_a_field_of_another_type_is_invalid(visitor, path, field, value):
    right = '"code": "x"' if "github" in path else '"oauth_token": "x", "oauth_verifier": "x"'
    body = f'{{{right}, "{field}": {value}}}'

    with nothing_happens(visitor.mocks):
        response = send(visitor, path, body)
        refused(response, 400, "invalid_input")
        assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize("path", ["token/github/", "session/github/"])
@pytest.mark.parametrize("value", ["null", '""'])
def test_I02_an_empty_code_is_a_missing_one(visitor, path, value):
    with nothing_happens(visitor.mocks):
        refused(send(visitor, path, f'{{"code": {value}}}'), 400, "missing_parameter")


ODD = ["\\u0000", "\\ud800", "\\ufeff", "\\u202e", "\\ud83d\\ude00", "\\u0661\\u0662", "\\u0007"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "field", ["code", "state", "redirect_uri", "iss", "provider", "oauth_token"]
)
def test_I03_odd_characters_break_nothing(visitor, field, odd):
    body = f'{{"code": "x", "state": "x", "oauth_verifier": "x", "{field}": "a{odd}b"}}'

    with nothing_happens(visitor.mocks):
        response = send(visitor, "token/", body.replace("{", '{"provider": "github", ', 1))
        assert response.status_code in {400, 403, 404}, response.content


@pytest.mark.parametrize("kind", ENDPOINTS)
@pytest.mark.parametrize("body", ["[" * 60_000, '{"a":' * 10_000, '{"code":' + "[" * 50_000])
def test_I04_deep_nesting_is_malformed(visitor, kind, body):
    with nothing_happens(visitor.mocks):
        refused(send(visitor, login(kind, "github"), body), 400, "malformed_body")


@pytest.mark.parametrize("path", ["logout/", "token/refresh/", "token/verify/", "token/revoke/"])
def test_I04_deep_nesting_is_malformed_elsewhere_too(visitor, path):
    refused(visitor.generic("POST", f"/api/{path}", "[" * 60_000, JSON), 400, "malformed_body")


@pytest.mark.parametrize(
    "path",
    ["login/social/token/github/", "login/social/session/", "token/refresh/", "logout/"],
)
@pytest.mark.parametrize("content_type", [JSON, FORM, "multipart/form-data; boundary=x"])
def test_I05_a_body_above_64_kib_is_too_large(visitor, path, content_type):
    response = visitor.generic("POST", f"/api/{path}", "x" * 65_537, content_type)
    refused(response, 413, "body_too_large")


def test_I05_a_large_body_is_not_read_if_nothing_is_at_its_address(visitor):
    body = Unread()
    response = visitor.generic("POST", "/api/x/", b"", JSON, **{"wsgi.input": body})
    refused(response, 404, "not_found")
    assert not body.read_from


@pytest.mark.parametrize(("path", "field"), FIELDS)
def test_I06_a_field_above_4096_characters_or_a_code_above_16384_is_invalid(visitor, path, field):
    right = {"code": "x"} if "github" in path else {"oauth_token": "x", "oauth_verifier": "x"}
    with nothing_happens(visitor.mocks):
        response = post(
            visitor, path, {**right, field: "x" * (16_385 if field == "code" else 4097)}
        )
        refused(response, 400, "invalid_input")


@pytest.mark.parametrize(
    "body",
    [
        '{"code": "a", "code": "b"}',
        '{"code": NaN}',
        '{"code": Infinity}',
        '{"code": "x", "n": 1e999}',
        '{"code": "x", "n": ' + "9" * 4000 + "}",
        "{" + ", ".join(f'"f{n}": 1' for n in range(2000)) + "}",
    ],
)
def test_I07_unusual_json_is_handled(visitor, body):
    with nothing_happens(visitor.mocks):
        assert send(visitor, "token/github/", body).status_code == 400


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "image/png", "x"])
def test_I08_other_content_types_are_not_read(visitor, content_type):
    response = send(visitor, "token/github/", "code=x", content_type)
    refused(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("charset", ["bogus", "utf-7", "utf-16", "idna", "punycode", ""])
@pytest.mark.parametrize("content_type", [JSON, FORM])
def test_I09_a_strange_charset_breaks_nothing(visitor, content_type, charset):
    body = '{"code": "x"}' if content_type == JSON else "code=x"

    response = send(visitor, "token/github/", body, f"{content_type}; charset={charset}")

    assert response.status_code in {400, 415}, response.content


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("kind", ENDPOINTS)
def test_I10_other_methods_are_refused_and_reveal_nothing_of_models(visitor, kind, method):
    response = visitor.generic(method, f"/api/login/social/{login(kind, 'github')}")

    assert response.status_code == 405
    assert "POST" in response["Allow"]
    assert b"max_length" not in response.content


@pytest.mark.parametrize(
    "provider",
    ["%2f..%2fadmin", "..", "%00", "a%0d%0aX:1", "x" * 5000, "gith%C3%BCb", "%ff", "github%3fx"],
)
def test_I11_tricks_in_the_path_are_not_found(visitor, provider):
    response = visitor.generic("POST", f"/api/login/social/token/{provider}/", "{}", JSON)

    assert response.json()["code"] in {"not_found", "unknown_provider", "missing_parameter"}
    assert response.status_code in {400, 404}


@pytest.mark.parametrize("provider", ["nobody", "ModelBackend", "username", "email", "__class__"])
def test_I12_a_provider_that_is_not_configured_is_unknown(visitor, provider):
    refused(post(visitor, "token/", {"provider": provider, "code": "x"}), 404, "unknown_provider")


def test_I13_the_provider_in_the_url_wins_and_the_other_is_not_called(visitor):
    callback = visitor.come_back("github")

    accepted(complete(visitor, {**callback, "provider": "facebook"}))

    assert heard(visitor.mocks, "graph.facebook.com") == []
    assert UserSocialAuth.objects.get().provider == "github"


def test_I14_a_field_sent_twice_is_invalid(visitor):
    with nothing_happens(visitor.mocks):
        refused(send(visitor, "token/github/", "code=a&code=b", FORM), 400, "invalid_input")


@pytest.mark.parametrize("kind", KINDS)
def test_I15_guessing_codes_is_throttled(visitor, limits, settings, kind):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    limits(social_login="3/min, 200/day")

    answers = [complete(visitor, {"code": f"guess{n}"}, kind=kind) for n in range(20)]

    assert [each.status_code for each in answers] == [400] * 3 + [429] * 17
    assert all(1 <= int(each["Retry-After"]) <= 60 for each in answers[3:])
    assert {each.json()["code"] for each in answers[3:]} == {"throttled"}
    assert len(visitor.mocks.requests()) == 3


def test_I15_the_daily_limit_applies_too(visitor, limits):
    limits(social_login="100/min, 2/day")

    answers = [complete(visitor, {"code": "x"}) for _ in range(3)]

    assert [each.status_code for each in answers] == [400, 400, 429]
    assert int(answers[-1]["Retry-After"]) <= 24 * 3600


def test_I15_the_body_of_a_throttled_request_is_not_read(visitor, limits):
    limits(social_login="1/min")

    assert send(visitor, "token/github/", "{").status_code == 400
    refused(send(visitor, "token/github/", "{"), 429, "throttled")


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("login/social/begin/github/", "social-begin"),
        ("token/refresh/", "social-refresh"),
        ("token/verify/", "social-refresh"),
        ("token/revoke/", "social-refresh"),
        ("logout/", "social-sign-out"),
    ],
)
def test_I15_every_endpoint_has_a_limit(visitor, limits, path, scope):
    limits(**{scope: "1/min"})

    first, second = (visitor.post(f"/api/{path}", {}, format="json") for _ in range(2))

    assert first.status_code != 429
    refused(second, 429, "throttled")


def test_I15_each_client_address_is_counted_separately(visitor, limits):
    limits(social_begin="1/min")
    path = "/api/login/social/begin/github/"

    def begin(address):
        return visitor.post(path, {}, format="json", REMOTE_ADDR=address).status_code

    assert [begin("1.1.1.1"), begin("1.1.1.2"), begin("1.1.1.1")] == [200, 200, 429]
    assert [begin("2001:db8::1"), begin("2001:db8::2"), begin("2001:db9::1")] == [200, 429, 200]


def test_I15_all_networks_of_one_ipv6_site_are_counted_together_too(visitor, limits):
    limits(social_begin="1/min")
    path = "/api/login/social/begin/github/"

    def begin(network):
        address = f"2001:db8:{network}::1"
        return visitor.post(path, {}, format="json", REMOTE_ADDR=address).status_code

    assert [begin(f"1:{number:x}") for number in range(18)] == [200] * 16 + [429] * 2
    assert begin("2:0") == 200, "somebody else's site"


def test_I15_what_a_user_links_and_unlinks_is_counted_from_whatever_address(
    visitor, another_visitor, limits
):
    limits(**{"social-linking": "2/min"})
    visitor.sign_in("session")
    another_visitor.sign_in("session", person="mallory")
    path = "/api/social/connections/"

    def unlink(who, address):
        return who.delete(f"{path}0/", REMOTE_ADDR=address).status_code

    assert [unlink(visitor, f"1.1.1.{n}") for n in range(3)] == [404, 404, 429]
    refused(visitor.post(path, {"provider": "github"}, format="json"), 429, "throttled")
    assert visitor.get(path).status_code == 200, "reading is not counted"
    assert unlink(another_visitor, "1.1.1.1") == 404, "somebody else"


@pytest.mark.parametrize(("proxies", "stopped"), [(0, True), (1, False)])
def test_I16_forwarded_addresses_count_only_behind_a_proxy(
    visitor, limits, settings, proxies, stopped
):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    limits(social_begin="2/min")

    codes = [
        post(visitor, "begin/github/", {}, **{"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(10)
    ]

    assert (429 in codes) is stopped


def test_I16_addresses_a_client_adds_to_the_header_are_ignored(visitor, limits, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    limits(social_begin="2/min")

    codes = [
        post(
            visitor, "begin/github/", {}, **{"X-Forwarded-For": f"10.0.0.{n}, 9.9.9.9"}
        ).status_code
        for n in range(5)
    ]

    assert codes == [200, 200, 429, 429, 429]


@pytest.mark.parametrize("path", ["login/social/token/github/", "login/social/session/", "logout/"])
def test_I21_requests_from_other_sites_do_not_use_up_a_rate(visitor, limits, path):
    limits(social_login="1/min", logout="1/min")
    image = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"}

    loaded = [visitor.get(f"/api/{path}", headers=image) for _ in range(5)]
    form = {"Origin": "https://evil.example"}
    posted = [visitor.post(f"/api/{path}", {}, headers=form) for _ in range(5)]

    assert {each.status_code for each in loaded + posted} == {403}
    assert visitor.post(f"/api/{path}", {}, format="json").status_code != 429


@pytest.mark.parametrize("path", ["me/", "login/social/providers/"])
def test_I21_an_image_on_another_site_does_not_use_up_a_rate(visitor, limits, path):
    limits(social_me="1/min", social_providers="1/min")
    image = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"}
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}

    for _ in range(5):
        refused(visitor.get(f"/api/{path}", headers=image), 403, "origin_not_allowed")

    assert visitor.get(f"/api/{path}", headers=link).status_code == 200
    assert visitor.get(f"/api/{path}").status_code == 429


def test_I23_the_openapi_document_is_read_from_a_file_and_limited(visitor, limits, monkeypatch):
    limits(docs="2/min")
    monkeypatch.setattr(
        SchemaGenerator, "get_schema", lambda *args, **kwargs: pytest.fail("generated")
    )

    answers = [visitor.get("/api/schema/") for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert yaml.safe_load(answers[0].content)["openapi"] == "3.1.0"


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_I21_a_method_that_an_endpoint_does_not_have_does_not_use_up_a_rate(
    visitor, limits, method
):
    limits(social_login="1/min")

    for _ in range(3):
        response = getattr(visitor, method)("/api/login/social/token/github/")
        assert response.status_code == 405

    assert complete(visitor, {"code": "x"}).status_code != 429


def test_I21_a_request_that_the_minute_refuses_does_not_use_up_the_day(
    visitor, limits, monkeypatch
):
    limits(social_login="3/day, 1/min")
    now = 1_800_000_000.0
    monkeypatch.setattr("rest_social_auth.throttling.SocialThrottle.timer", lambda self: now)

    minutes = []
    for now in (now, now + 60, now + 120, now + 180):  # noqa: B007, B020
        minutes.append([complete(visitor, {"code": "x"}).status_code for _ in range(5)])

    once = [400, 429, 429, 429, 429]
    assert minutes == [once, once, once, [429] * 5]


def test_I22_an_address_is_one_client_however_a_proxy_writes_it(visitor, limits):
    limits(social_begin="1/min")

    def begin(address):
        path = "/api/login/social/begin/github/"
        return visitor.post(path, {}, format="json", REMOTE_ADDR=address).status_code

    assert begin("192.0.2.5:50123") == 200
    assert {begin(each) for each in ("192.0.2.5:50124", "192.0.2.5", "::ffff:192.0.2.5")} == {429}
    assert {begin(each) for each in ("64:ff9b::192.0.2.5", "[::ffff:192.0.2.5]:443")} == {429}
    assert begin("::ffff:192.0.2.6") == 200  # and not everybody's mapped address is one
    assert begin("64:ff9b::192.0.2.7") == 200
    assert [begin("[2001:db8::1]:443"), begin("2001:db8::2")] == [200, 429]


def test_I18_compressed_bodies_are_not_unpacked(visitor):
    bomb = gzip.compress(b'{"code": "' + b"x" * 10_000_000 + b'"}')

    response = send(visitor, "token/github/", bomb, **{"Content-Encoding": "gzip"})

    assert response.status_code in {400, 413}


@pytest.mark.parametrize("evil", ["x\r\nINJECTED line", "\x1b[31mINJECTED", "{INJECTED}", "%s%n"])
def test_I19_nothing_from_the_request_is_logged(visitor, caplog, evil):
    body = {"provider": evil, "code": evil, "state": evil, "error": evil}

    for path in ["token/", "begin/", "session/github/"]:
        post(visitor, path, body, **{"User-Agent": re.sub(r"[\r\n]", "", evil)})

    lines = [record.getMessage() for record in caplog.records]
    assert lines
    assert "INJECTED" not in "".join(lines)


@pytest.mark.parametrize("field", ["code", "state", "redirect_uri", "provider", "iss"])
def test_I20_a_body_full_of_accents_is_handled_quickly(visitor, field):
    body = '{"code": "x", "' + field + '": "' + "é́" * 15_000 + '"}'

    started = thread_time()
    response = send(visitor, "token/github/", body.encode())

    assert response.status_code in {400, 403}
    assert thread_time() - started < 0.5  # of this thread's own work

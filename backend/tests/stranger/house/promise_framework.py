"""REST framework's settings and hooks hold for this app's views as for any other view."""

from __future__ import annotations

import json

import pytest
from django.conf import settings as live
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import Http404
from django.urls import include, path
from django.utils.module_loading import import_string
from rest_framework import exceptions, parsers, renderers, throttling, versioning, views
from rest_framework.response import Response
from stranger.house.conftest import code

# Views take these from the settings when they are imported; the others are read when used.
ATTRIBUTES = {
    "DEFAULT_AUTHENTICATION_CLASSES": "authentication_classes",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "content_negotiation_class",
    "DEFAULT_PARSER_CLASSES": "parser_classes",
    "DEFAULT_PERMISSION_CLASSES": "permission_classes",
    "DEFAULT_RENDERER_CLASSES": "renderer_classes",
    "DEFAULT_THROTTLE_CLASSES": "throttle_classes",
    "DEFAULT_VERSIONING_CLASS": "versioning_class",
}
BEGIN, TOKEN, JWT = (f"/api/login/social/{name}/" for name in ("begin", "token", "jwt"))
SESSION, KNOX = "/api/login/social/session/", "/api/login/social/knox/"
PROVIDERS, CONNECTIONS = "/api/login/social/providers/", "/api/social/connections/"
PROBLEM = "application/problem+json"


@pytest.fixture
def rest_framework(settings, monkeypatch):
    """Set REST framework's settings, as if this project had been started with them."""

    def change(**changes):
        settings.REST_FRAMEWORK = {**live.REST_FRAMEWORK, **changes}
        for name, attribute in ATTRIBUTES.items():
            if name in changes:
                value = changes[name]
                loaded = import_string(value) if isinstance(value, str) else value
                monkeypatch.setattr(views.APIView, attribute, loaded)

    return change


def post(visitor, path, body=None, **headers):
    return visitor.post(path, body or {}, format="json", headers=headers)


def in_html(answer, status):
    """Assert that this is a whole page, which says that it is one."""
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert answer.content.startswith(b"\n<!DOCTYPE html>") or b"<html>" in answer.content[:200]
    return answer.content.decode()


# The browsable API


@pytest.mark.parametrize("path", [PROVIDERS, CONNECTIONS])
def test_the_browsable_api_shows_the_lists(visitor, path):
    assert visitor.sign_in("session").status_code == 200

    page = in_html(visitor.get(path, headers={"Accept": "text/html"}), 200)

    assert "github" in page


@pytest.mark.parametrize("path", [BEGIN, TOKEN, SESSION, JWT, KNOX, f"{CONNECTIONS}1/"])
def test_the_browsable_api_shows_endpoints_that_only_accept_posts(visitor, path):
    visitor.sign_in("session")

    in_html(visitor.get(path, headers={"Accept": "text/html"}), 405)


def test_the_browsable_api_offers_a_form_of_what_a_login_accepts(visitor):
    page = in_html(visitor.get(TOKEN, headers={"Accept": "text/html"}), 405)

    assert 'name="code"' in page
    assert 'name="username"' not in page


def test_the_browsable_api_shows_a_sign_in(visitor):
    page = in_html(visitor.sign_in("token_user", Accept="text/html"), 200)

    assert "ada" in page


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "code"),
    [
        (TOKEN, {"provider": "github"}, {}, 400, "missing_parameter"),
        (TOKEN, {"provider": "nobody"}, {}, 404, "unknown_provider"),
        (TOKEN, {"provider": "github", "code": "x"}, {}, 400, "authorization_code_rejected"),
        (TOKEN, {}, {"Origin": "https://evil.example"}, 403, "origin_not_allowed"),
        (CONNECTIONS, {}, {}, 401, "not_authenticated"),
    ],
)
def test_a_problem_is_labelled_as_one_only_if_it_is_json(
    visitor, path, body, headers, status, code
):
    as_json = post(visitor, path, body, **headers)
    assert (as_json.status_code, as_json["Content-Type"]) == (status, PROBLEM)
    assert as_json.json()["code"] == code

    page = in_html(post(visitor, path, body, Accept="text/html", **headers), status)

    assert code in page


def test_html_is_given_to_a_stale_token_and_to_a_format_in_the_address(visitor):
    headers = {"Accept": "text/html", "Authorization": "Token stale"}
    in_html(visitor.post(TOKEN, {"provider": "nobody"}, headers=headers), 404)

    in_html(visitor.get(f"{PROVIDERS}?format=api"), 200)
    assert visitor.get(f"{PROVIDERS}?format=json", headers={"Accept": "text/html"}).json()


# Renderers and parsers


class Shouting(renderers.JSONRenderer):
    """Renames keys, as a camel-case renderer does."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        loud = {key.upper(): value for key, value in data.items()}
        return super().render(loud, accepted_media_type, renderer_context)


class Whispering(parsers.JSONParser):
    """Renames keys, as a camel-case parser does."""

    def parse(self, stream, media_type=None, parser_context=None):
        found = super().parse(stream, media_type, parser_context)
        return {key.lower(): value for key, value in found.items()}


class Words(renderers.BaseRenderer):
    media_type = "text/words"
    format = "words"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return " ".join(map(str, data.values()))


def test_a_renderer_and_a_parser_that_rename_keys_are_used(visitor, rest_framework):
    rest_framework(DEFAULT_RENDERER_CLASSES=[Shouting], DEFAULT_PARSER_CLASSES=[Whispering])

    assert [*post(visitor, TOKEN, {"PROVIDER": "github", "CODE": code()}).json()] == ["TOKEN"]
    begun = post(visitor, BEGIN, {"PROVIDER": "github"})
    assert begun.status_code == 200
    assert {"AUTHORIZATION_URL", "STATE"} <= {*begun.json()}

    failed = post(visitor, TOKEN, {"PROVIDER": "nobody"})
    assert (failed["Content-Type"], failed.json()["CODE"]) == (PROBLEM, "unknown_provider")


def test_a_renderer_of_another_type_keeps_its_type_for_failures(visitor, rest_framework):
    rest_framework(DEFAULT_RENDERER_CLASSES=[Words])

    answer = post(visitor, TOKEN, {"provider": "nobody"})

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/words; charset=utf-8")
    assert b"unknown_provider" in answer.content


def test_only_the_project_s_parsers_read_a_body(visitor, rest_framework):
    rest_framework(DEFAULT_PARSER_CLASSES=[parsers.FormParser])

    assert post(visitor, TOKEN, {"provider": "github"}).json()["code"] == "unsupported_media_type"
    form = "application/x-www-form-urlencoded"
    answer = visitor.post(TOKEN, f"provider=github&code={code()}", content_type=form)
    assert answer.status_code == 200


# Exceptions


def own_handler(error, context):
    """Answer as a project may: REST framework's own response, in an envelope."""
    response = views.exception_handler(error, context)
    if response is not None:
        codes = error.get_codes() if isinstance(error, exceptions.APIException) else None
        response.data = {"envelope": response.data, "codes": codes}
    return response


def no_handler(error, context):
    return None


def list_handler(error, context):
    return Response(["sorry"], status=418)


@pytest.mark.parametrize(
    ("path", "body", "status", "codes"),
    [
        (TOKEN, {"provider": "github"}, 400, {"code": ["required"]}),
        (TOKEN, {"provider": "nobody"}, 404, "unknown_provider"),
        (TOKEN, {}, 400, {"provider": ["required"]}),
        (TOKEN, {"provider": "github", "code": "x"}, 400, "authorization_code_rejected"),
        (TOKEN, {"provider": "github", "error": "access_denied"}, 400, "authorization_declined"),
        (BEGIN, {"provider": "nobody"}, 404, "unknown_provider"),
        (SESSION, {"provider": "nobody"}, 404, "unknown_provider"),
        (CONNECTIONS, {}, 403, "not_authenticated"),  # what REST framework does beside sessions
    ],
)
def test_the_project_s_exception_handler_answers_every_failure(
    visitor, rest_framework, path, body, status, codes
):
    rest_framework(EXCEPTION_HANDLER=f"{__name__}.own_handler")

    answer = post(visitor, path, body)

    assert (answer.status_code, answer.json()["codes"]) == (status, codes)
    assert answer["Content-Type"] == "application/json"
    envelope = answer.json()["envelope"]
    assert isinstance(envelope["detail"], str) if isinstance(codes, str) else envelope


def test_the_project_s_exception_handler_sees_the_cause_and_how_long_to_wait(
    visitor, rest_framework, monkeypatch
):
    from django.db import OperationalError

    from rest_social_auth.begin_views import ProvidersView

    def locked(self, request):
        raise OperationalError("database is locked")

    monkeypatch.setattr(ProvidersView, "chosen", locked)
    rest_framework(EXCEPTION_HANDLER=f"{__name__}.own_handler")

    answer = visitor.get(PROVIDERS)

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json()["codes"] == "storage_unavailable"
    assert "locked" not in answer.content.decode()


def test_an_exception_handler_that_answers_nothing_leaves_the_problem(visitor, rest_framework):
    rest_framework(EXCEPTION_HANDLER=f"{__name__}.no_handler")

    answer = post(visitor, TOKEN, {"provider": "nobody"})

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_provider")


def test_an_exception_handler_may_answer_with_anything(visitor, rest_framework):
    rest_framework(EXCEPTION_HANDLER=f"{__name__}.list_handler")

    assert post(visitor, TOKEN, {"provider": "nobody"}).json() == ["sorry"]


@pytest.mark.parametrize("name", ["rest_framework.views.exception_handler", None])
def test_rest_framework_s_own_handler_leaves_problems(visitor, rest_framework, name):
    rest_framework(**({"EXCEPTION_HANDLER": name} if name else {}))

    assert post(visitor, TOKEN, {"provider": "nobody"})["Content-Type"] == PROBLEM


def test_errors_that_belong_to_no_field_have_the_project_s_name(visitor, rest_framework):
    rest_framework(NON_FIELD_ERRORS_KEY="everything")

    answer = visitor.post(TOKEN, json.dumps(["github"]), content_type="application/json")

    assert [*answer.json()["errors"]] == ["everything"]


# Who is asking


STALE = ["Token stale", "Knox stale", "JWT stale.stale.stale", "Basic !", "Token", "Token a b"]


class EveryMinute(throttling.UserRateThrottle):
    rate = "3/min"


@pytest.mark.parametrize("stale", STALE)
@pytest.mark.parametrize("kind", ["session", "token", "jwt", "jwt-sliding", "knox"])
def test_a_stale_token_in_a_header_blocks_no_login(visitor, rest_framework, stale, kind):
    rest_framework(DEFAULT_THROTTLE_CLASSES=[EveryMinute])

    assert visitor.sign_in(kind, Authorization=stale).status_code == 200


@pytest.mark.parametrize("stale", STALE)
def test_a_stale_token_in_a_header_blocks_no_beginning(visitor, rest_framework, stale):
    rest_framework(
        DEFAULT_THROTTLE_CLASSES=[EveryMinute],
        DEFAULT_AUTHENTICATION_CLASSES=[
            import_string(each) for each in live.REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"]
        ],
    )

    assert post(visitor, BEGIN, {"provider": "github"}, Authorization=stale).status_code == 200
    headers = {"Authorization": stale}
    assert visitor.get(PROVIDERS, headers=headers).status_code == 200
    linking = {"provider": "github", "intent": "connect"}
    assert post(visitor, BEGIN, linking, Authorization=stale).status_code == 401
    assert visitor.get(CONNECTIONS, headers=headers).status_code == 401


def test_a_throttle_of_the_project_s_counts_people_and_addresses(visitor, rest_framework):
    rest_framework(DEFAULT_THROTTLE_CLASSES=[EveryMinute])
    token = visitor.sign_in("token").json()["token"]
    for _ in range(2):
        assert post(visitor, TOKEN, {"provider": "nobody"}).status_code == 404

    refused = post(visitor, TOKEN, {"provider": "nobody"})

    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 60
    mine = post(visitor, TOKEN, {"provider": "nobody"}, Authorization=f"Token {token}")
    assert mine.status_code == 404  # a person, who has not been counted yet


def test_a_session_without_the_csrf_token_is_told_so_when_it_links(db):
    from stranger.house.conftest import Visitor

    browser = Visitor(enforce_csrf_checks=True)
    browser.force_login(get_user_model().objects.create_user("eve"))
    linking = {"provider": "github", "intent": "connect"}

    assert post(browser, BEGIN, linking).json()["code"] == "csrf_failed"


def test_who_is_nobody_is_up_to_the_project(visitor, rest_framework):
    rest_framework(UNAUTHENTICATED_USER=None)

    assert visitor.sign_in("token").status_code == 200
    assert visitor.get(CONNECTIONS).json()["code"] == "not_authenticated"


def test_a_challenge_is_the_one_of_the_project_s_authenticators(visitor, rest_framework):
    knox = import_string("knox.auth.TokenAuthentication")
    rest_framework(DEFAULT_AUTHENTICATION_CLASSES=[knox])

    assert visitor.get(CONNECTIONS)["WWW-Authenticate"] == "Knox"


# Versions


class Namespaces:
    app_name = "house"
    urlpatterns = (path("", include("rest_social_auth.urls_token")),)


urlpatterns = [
    path("<version>/login/", include("rest_social_auth.urls_token")),
    path("<version>/login/", include("rest_social_auth.urls_begin")),
    path("<version>/", include("rest_social_auth.urls_connections")),
    path("v1/", include((Namespaces.urlpatterns, "house"), namespace="v1")),
    path("v2/", include((Namespaces.urlpatterns, "house"), namespace="v2")),
]


def test_a_version_in_the_path_is_accepted_or_refused(visitor, rest_framework, settings):
    settings.ROOT_URLCONF = __name__
    rest_framework(DEFAULT_VERSIONING_CLASS=versioning.URLPathVersioning, ALLOWED_VERSIONS=["v3"])
    versioning_class = versioning.URLPathVersioning
    body = {"provider": "github", "code": code()}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versioning_class, "allowed_versions", ["v3"])
        assert post(visitor, "/v3/login/social/token/", body).status_code == 200
        assert post(visitor, "/v3/login/social/begin/github/").status_code == 200
        assert visitor.get("/v3/login/social/providers/").status_code == 200
        assert visitor.get("/v3/social/connections/").status_code == 401
        refused = post(visitor, "/v4/login/social/token/", body)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


def test_a_version_in_the_namespace_is_accepted(visitor, rest_framework, settings):
    settings.ROOT_URLCONF = __name__
    rest_framework(DEFAULT_VERSIONING_CLASS=versioning.NamespaceVersioning)
    body = {"provider": "github", "code": code()}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versioning.NamespaceVersioning, "allowed_versions", ["v1"])
        assert post(visitor, "/v1/social/token/", body).status_code == 200
        assert post(visitor, "/v2/social/token/", body).status_code == 404


def test_a_version_in_the_accept_header_is_accepted_or_refused(visitor, rest_framework):
    rest_framework(DEFAULT_VERSIONING_CLASS=versioning.AcceptHeaderVersioning)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versioning.AcceptHeaderVersioning, "allowed_versions", ["1.0"])
        accept = "application/json; version={}"
        answer = visitor.get(PROVIDERS, headers={"Accept": accept.format("1.0")})
        refused = visitor.get(PROVIDERS, headers={"Accept": accept.format("2.0")})
    assert answer.status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (406, "not_acceptable")
    assert refused["Content-Type"] == PROBLEM


# Transactions


@pytest.fixture
def atomic_requests(db):
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    yield
    connection.settings_dict["ATOMIC_REQUESTS"] = False


@pytest.mark.parametrize("kind", ["session", "token", "jwt", "knox"])
def test_sign_ins_work_within_a_transaction_for_each_request(visitor, atomic_requests, kind):
    assert visitor.sign_in(kind).status_code == 200
    assert get_user_model().objects.get().username == "ada"
    assert visitor.sign_in(kind, "zoe").status_code == 200


def test_a_failure_undoes_the_request_s_transaction(visitor, atomic_requests, monkeypatch):
    from rest_social_auth import tokens

    def none_left(user):
        raise Http404

    monkeypatch.setattr(tokens, "rest_framework_token", none_left)

    assert visitor.sign_in("token").json()["code"] == "not_found"
    assert not get_user_model().objects.exists()

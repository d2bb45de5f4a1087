"""Bad input gets a clear error and changes nothing."""

from __future__ import annotations

import pytest
from django.apps import apps
from rest_framework.test import APIClient

KINDS = ["session", "token", "token_user", "jwt", "jwt_user"]
ENDPOINTS = [*KINDS, "begin"]
LOGIN = {"source", "stage", "recovery", "errors", "request_id"}


def post(client, path, body, content_type="application/json"):
    return client.generic("POST", f"/api/login/social/{path}", body, content_type=content_type)


def rows():
    """Return how many rows each table has."""
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture
def client(visitor):
    return visitor


@pytest.mark.parametrize("kind", ENDPOINTS)
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{}", 400, "missing_parameter"),
        ("[]", 400, "invalid_input"),
        ("null", 400, "invalid_input"),
        ("5", 400, "invalid_input"),
        ('"code"', 400, "invalid_input"),
        ("{", 400, "malformed_body"),
        ("\xff", 400, "malformed_body"),
        ("[" * 60_000, 400, "malformed_body"),
        ('{"provider": null}', 400, "missing_parameter"),
        ('{"provider": ""}', 400, "missing_parameter"),
        ('{"provider": ["github"]}', 400, "missing_parameter"),
        ('{"provider": "nobody", "code": "x"}', 404, "unknown_provider"),
        ('{"provider": "../github", "code": "x"}', 404, "unknown_provider"),
        ('{"provider": "github", "redirect_uri": ["x"], "code": "x"}', 400, "invalid_input"),
        ('{"provider": "github", "redirect_uri": "\\u0000", "code": "x"}', 400, "invalid_input"),
    ],
)
def test_each_endpoint_refuses(client, kind, body, status, code):
    before = rows()

    response = post(client, f"{kind}/", body)

    problem = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, problem["code"], problem["status"]) == (status, code, status)
    assert {"type", "title", "detail"} <= set(problem) <= {*problem, *LOGIN}
    assert rows() == before
    assert client.mocks.requests() == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ('{"provider": "github"}', 400, "missing_parameter"),
        ('{"provider": "github", "code": ""}', 400, "missing_parameter"),
        ('{"provider": "github", "code": 5}', 400, "invalid_input"),
        ('{"provider": "github", "code": ["x"]}', 400, "invalid_input"),
        ('{"provider": "github", "code": {"a": 1}}', 400, "invalid_input"),
        ('{"provider": "github", "code": null}', 400, "missing_parameter"),
        ('{"provider": "github", "code": "\\u0000"}', 400, "invalid_input"),
        ('{"provider": "github", "code": "\\ud800"}', 400, "invalid_input"),
        ('{"provider": "github", "code": "x", "state": ["x"]}', 400, "invalid_input"),
        ('{"provider": "github", "code": "x", "state": "x"}', 403, "session_context_missing"),
        ('{"provider": "github", "error": "access_denied"}', 400, "authorization_declined"),
        ('{"provider": "github", "error": ["x"]}', 400, "missing_parameter"),
        ('{"provider": "twitter", "redirect_uri": 5}', 400, "invalid_input"),
        ('{"provider": "twitter", "oauth_verifier": 5}', 400, "invalid_input"),
        ('{"provider": "twitter", "oauth_token": "x"}', 400, "missing_parameter"),
        ('{"provider": "twitter", "oauth_token": 5, "oauth_verifier": 5}', 400, "invalid_input"),
        (
            '{"provider": "twitter", "oauth_token": "x", "oauth_verifier": "x"}',
            403,
            "session_context_missing",
        ),
    ],
)
def test_each_login_refuses_before_it_asks_the_provider(client, kind, body, status, code):
    before = rows()

    response = post(client, f"{kind}/", body)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert rows() == before
    assert client.mocks.requests() == []


@pytest.mark.parametrize("kind", ENDPOINTS)
@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "image/png"])
def test_each_endpoint_refuses_what_is_neither_json_nor_a_form(client, kind, content_type):
    response = post(client, f"{kind}/github/", "code=x", content_type)

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_field_sent_twice_is_refused(client, kind):
    form = "application/x-www-form-urlencoded"

    response = post(client, f"{kind}/github/", "code=a&code=b", form)

    assert (response.status_code, response.json()["code"]) == (400, "invalid_input")
    assert list(response.json()["errors"]) == ["code"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_that_the_provider_refuses_creates_no_user(client, kind):
    before = rows()

    response = post(client, f"{kind}/github/", '{"code": "guessed"}')

    assert response.status_code == 400
    assert response.json() == {
        "type": "urn:rest-social-auth:problem:authorization_code_rejected",
        "title": "Bad Request",
        "status": 400,
        "detail": "The provider rejected the code. Please sign in again.",
        "code": "authorization_code_rejected",
        "source": "provider_response",
        "stage": "token_exchange",
        "recovery": "restart_login",
    }
    assert rows() == before


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("kind", ENDPOINTS)
def test_each_endpoint_takes_post_only(client, kind, method):
    response = client.generic(method, f"/api/login/social/{kind}/github/")

    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")


def test_the_session_endpoint_insists_on_the_csrf_token(mocks, db):
    stranger = APIClient(enforce_csrf_checks=True)

    response = post(stranger, "session/github/", '{"code": "x"}')

    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    assert not response.cookies


def test_whatever_else_is_below_api_is_a_problem_too(client):
    response = client.get("/api/nothing/here")

    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, response.json()["code"]) == (404, "not_found")

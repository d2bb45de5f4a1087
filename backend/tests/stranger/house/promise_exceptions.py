"""The project's EXCEPTION_HANDLER handles every failure."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError
from rest_framework import exceptions, views
from rest_framework.response import Response
from stranger.house.visitor import BEGIN, CONNECTIONS, PROBLEM, PROVIDERS, SESSION, TOKEN, post

from rest_social_auth.begin_views import ProvidersView


def own_handler(error, context):
    """Respond as a project might: with REST framework's own response, in an envelope."""
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
def test_the_exception_handler_of_the_project_handles_every_failure(
    visitor, rest_framework, path, body, status, codes
):
    rest_framework(EXCEPTION_HANDLER=f"{__name__}.own_handler")

    response = post(visitor, path, body)

    assert (response.status_code, response.json()["codes"]) == (status, codes)
    assert response["Content-Type"] == "application/json"
    envelope = response.json()["envelope"]
    assert isinstance(envelope["detail"], str) if isinstance(codes, str) else envelope


def test_the_exception_handler_of_the_project_sees_the_cause_and_how_long_to_wait(
    visitor, rest_framework, monkeypatch
):
    def locked(self, request):
        raise OperationalError("database is locked")

    monkeypatch.setattr(ProvidersView, "chosen", locked)
    rest_framework(EXCEPTION_HANDLER=f"{__name__}.own_handler")

    response = visitor.get(PROVIDERS)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response.json()["codes"] == "storage_unavailable"
    assert "locked" not in response.content.decode()


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "field"),
    [
        (TOKEN, {"provider": "github"}, 400, "required", "code"),
        (TOKEN, {}, 400, "required", "provider"),
        (TOKEN, {"provider": "nobody"}, 404, "unknown_provider", None),
        (BEGIN, {"provider": "nobody"}, 404, "unknown_provider", None),
    ],
)
def test_the_standardized_errors_package_keeps_its_own_form(
    visitor, rest_framework, path, body, status, code, field
):
    rest_framework(EXCEPTION_HANDLER="drf_standardized_errors.handler.exception_handler")

    response = post(visitor, path, body)

    assert response.status_code == status
    [error] = response.json()["errors"]
    assert (error["code"], error["attr"]) == (code, field)


def test_an_exception_handler_that_returns_nothing_leaves_the_problem(visitor, rest_framework):
    rest_framework(EXCEPTION_HANDLER=f"{__name__}.no_handler")

    response = post(visitor, TOKEN, {"provider": "nobody"})

    assert (response.status_code, response.json()["code"]) == (404, "unknown_provider")


def test_an_exception_handler_may_respond_with_anything(visitor, rest_framework):
    rest_framework(EXCEPTION_HANDLER=f"{__name__}.list_handler")

    assert post(visitor, TOKEN, {"provider": "nobody"}).json() == ["sorry"]


@pytest.mark.parametrize("name", ["rest_framework.views.exception_handler", None])
def test_the_default_handler_leaves_problems(visitor, rest_framework, name):
    rest_framework(**({"EXCEPTION_HANDLER": name} if name else {}))

    assert post(visitor, TOKEN, {"provider": "nobody"})["Content-Type"] == PROBLEM


def test_errors_that_belong_to_no_field_have_the_name_that_is_set(visitor, rest_framework):
    rest_framework(NON_FIELD_ERRORS_KEY="everything")

    response = visitor.post(TOKEN, json.dumps(["github"]), content_type="application/json")

    assert [*response.json()["errors"]] == ["everything"]

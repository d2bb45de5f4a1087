"""A project's own refusals reach the page as before."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from rest_framework.exceptions import APIException
from stranger.moved.pipeline import NotInvited, NotOurs
from stranger.moved.views import HookedView


def refuse_with(error):
    def step(*args, **kwargs):
        raise error

    return step


def test_an_exception_of_rest_framework_keeps_its_status_code_and_message(visitor, steps):
    steps["last"] = refuse_with(NotInvited())

    response = visitor.sign_in("token")

    assert response.status_code == 409
    assert response.json() == {
        "type": "urn:rest-social-auth:problem:not_invited",
        "title": "Conflict",
        "status": 409,
        "detail": "Ask for an invitation first.",
        "code": "not_invited",
    }
    assert not get_user_model().objects.exists()


def test_an_exception_of_rest_framework_may_name_fields(visitor, steps):
    steps["last"] = refuse_with(NotInvited({"invitation": ["It has expired."]}))

    response = visitor.sign_in("token")

    assert (response.status_code, response.json()["code"]) == (409, "not_invited")
    assert response.json()["errors"] == {
        "invitation": [{"message": "It has expired.", "code": "not_invited"}]
    }


def test_plain_rest_framework_exception_is_a_server_error_in_json(visitor, steps):
    steps["last"] = refuse_with(APIException("Out of order."))

    response = visitor.sign_in("token")

    assert (response.status_code, response.json()["detail"]) == (500, "Out of order.")


def test_a_subclass_of_auth_exception_is_a_400_with_its_own_message(visitor, steps):
    steps["last"] = refuse_with(NotOurs(None))

    response = visitor.sign_in("token")

    assert response.status_code == 400
    assert response.json()["code"] == "unknown_error"
    assert response.json()["detail"] == "This is a club for members."
    assert not get_user_model().objects.exists()


def test_log_exception_is_called_for_a_sign_in_that_failed(visitor, steps):
    error = NotOurs(None)
    steps["last"] = refuse_with(error)
    HookedView.reported.clear()

    assert visitor.sign_in("hooked").status_code == 400
    assert HookedView.reported == [error]


def test_log_exception_is_not_called_if_failures_are_not_logged(visitor, steps, settings):
    settings.REST_SOCIAL_LOG_AUTH_EXCEPTIONS = False
    steps["last"] = refuse_with(NotOurs(None))
    HookedView.reported.clear()

    assert visitor.sign_in("hooked").status_code == 400
    assert HookedView.reported == []


def test_respond_error_is_called_for_a_refusal_and_for_a_missing_provider(visitor, steps):
    steps["last"] = refuse_with(NotOurs(None))

    response = visitor.sign_in("own_words")
    assert (response.status_code, response.json()) == (418, {"sorry": "NotOurs"})

    response = visitor.post("/api/login/social/own_words/", {"code": "x"})
    assert (response.status_code, response.json()) == (418, {"sorry": "ProviderNotNamed"})

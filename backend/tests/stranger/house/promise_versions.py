"""Versions of the API, and a transaction for each request, work as for any other view."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import Http404
from django.urls import include, path
from rest_framework import versioning
from rest_framework.views import exception_handler
from stranger.house.visitor import BEGIN, PROBLEM, PROVIDERS, TOKEN, Visitor, code, post

from rest_social_auth import tokens
from rest_social_auth.pipeline import PIPELINE


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
        response = visitor.get(PROVIDERS, headers={"Accept": accept.format("1.0")})
        refused = visitor.get(PROVIDERS, headers={"Accept": accept.format("2.0")})
    assert response.status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (406, "not_acceptable")
    assert refused["Content-Type"] == PROBLEM


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


def with_cookies(cookies):
    visitor = Visitor()
    visitor.cookies.update(cookies)
    return visitor


def test_a_flow_that_failed_is_not_pending_again(visitor, atomic_requests):
    """Not even for a browser that kept its cookie: the provider is called once."""
    state = post(visitor, f"{BEGIN}github/").json()["state"]
    callback, cookies = {"code": "wrong", "state": state}, visitor.cookies.copy()

    first, second = (post(with_cookies(cookies), f"{TOKEN}github/", callback) for _ in range(2))

    assert (first.status_code, first.json()["code"]) == (400, "authorization_code_rejected")
    assert (second.status_code, second.json()["code"]) == (403, "session_context_missing")


def test_a_pause_is_kept(visitor, atomic_requests, settings):
    settings.SOCIAL_AUTH_REQUIRED_DETAILS = ["email"]
    paused = visitor.sign_in("token", "sam").json()

    response = post(
        visitor,
        f"{TOKEN}github/",
        {"partial_token": paused["partial_token"], "email": "sam@example.com"},
    )

    assert response.status_code == 200, response.content
    assert get_user_model().objects.get().email == "sam@example.com"


def leave_inactive(user, is_new=False, **kwargs):
    if is_new:
        user.is_active = False
        user.save()


def test_a_user_who_waits_for_approval_is_kept(visitor, atomic_requests, settings):
    settings.SOCIAL_AUTH_PIPELINE = (*PIPELINE, f"{__name__}.leave_inactive")

    assert visitor.sign_in("token").json()["code"] == "account_disabled"
    assert get_user_model().objects.get().username == "ada"


def test_a_handler_of_the_project_keeps_them_too(visitor, atomic_requests, rest_framework):
    rest_framework(EXCEPTION_HANDLER=f"{__name__}.own_handler")
    state = post(visitor, f"{BEGIN}github/").json()["state"]
    callback, cookies = {"code": "wrong", "state": state}, visitor.cookies.copy()

    first, second = (post(with_cookies(cookies), f"{TOKEN}github/", callback) for _ in range(2))

    assert (first.status_code, second.status_code) == (400, 403)
    assert first.json()["own"] is second.json()["own"] is True


def own_handler(error, context):
    response = exception_handler(error, context)
    response.data["own"] = True
    return response


def test_a_failure_undoes_the_transaction_of_the_request(visitor, atomic_requests, monkeypatch):
    def none_left(user):
        raise Http404

    monkeypatch.setattr(tokens, "rest_framework_token", none_left)

    assert visitor.sign_in("token").json()["code"] == "not_found"
    assert not get_user_model().objects.exists()

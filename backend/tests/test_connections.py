"""Linking is deliberate, unlinking never locks anyone out, and signing in does neither."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from social_django.models import UserSocialAuth

URL = "/api/social/connections/"


def link(visitor, provider, person="ada"):
    begun = visitor.begin(provider, intent="connect")
    callback = visitor.mocks.consent(begun["authorization_url"], person)
    return visitor.post(URL, {**callback, "provider": provider}, format="json")


def providers(visitor):
    return [each["provider"] for each in visitor.get(URL).json()]


@pytest.mark.parametrize("provider", ["google-oauth2", "facebook", "twitter"])
def test_a_signed_in_user_links_another_account(visitor, another_visitor, provider):
    user = visitor.sign_in("session").json()

    response = link(visitor, provider)

    assert response.status_code == 201
    connection = UserSocialAuth.objects.get(provider=provider)
    assert response.json() == {
        "id": connection.pk,
        "provider": provider,
        "title": {"google-oauth2": "Google", "facebook": "Facebook", "twitter": "X"}[provider],
        "uid": "mock:9000000000007001",
    }
    assert providers(visitor) == ["github", provider]
    assert another_visitor.sign_in("token_user", provider).json()["id"] == user["id"]
    assert get_user_model().objects.count() == 1


def test_linking_does_not_change_the_names_of_the_user(visitor):
    visitor.sign_in("session", person="zoe")
    before = get_user_model().objects.values().get()

    link(visitor, "facebook", "ada")

    assert get_user_model().objects.values().get() == before


def test_linking_the_same_account_again_changes_nothing(visitor):
    visitor.sign_in("session")
    first = link(visitor, "facebook").json()

    assert link(visitor, "facebook").json() == first
    assert providers(visitor) == ["github", "facebook"]


def test_an_account_of_somebody_else_is_not_taken(visitor, another_visitor):
    another_visitor.sign_in("session", "facebook", "mallory")
    visitor.sign_in("session")

    response = link(visitor, "facebook", "mallory")

    assert (response.status_code, response.json()["code"]) == (409, "identity_in_use")
    assert providers(visitor) == ["github"]
    assert providers(another_visitor) == ["facebook"]


@pytest.mark.parametrize("provider", ["facebook", "twitter"])
def test_a_flow_that_began_to_sign_in_does_not_link(visitor, provider):
    visitor.sign_in("session")
    callback = visitor.come_back(provider)

    response = visitor.post(URL, {**callback, "provider": provider}, format="json")

    assert (response.status_code, response.json()["code"]) == (403, "user_mismatch")
    assert providers(visitor) == ["github"]


def test_a_flow_that_began_to_link_does_not_sign_in(visitor):
    visitor.sign_in("session")
    begun = visitor.begin("facebook", intent="connect")
    callback = visitor.mocks.consent(begun["authorization_url"], "mallory")

    response = visitor.post("/api/login/social/session/facebook/", callback, format="json")

    assert (response.status_code, response.json()["code"]) == (403, "user_mismatch")
    assert get_user_model().objects.count() == 1


def test_linking_without_a_flow_is_refused(visitor):
    visitor.sign_in("session")

    response = visitor.post(URL, {"provider": "facebook", "code": "x"}, format="json")

    assert (response.status_code, response.json()["code"]) == (400, "state_required")


def test_signing_in_while_signed_in_links_nothing(visitor):
    ada = visitor.sign_in("session").json()

    mallory = visitor.sign_in("session", "facebook", "mallory").json()

    assert mallory["id"] != ada["id"]
    assert UserSocialAuth.objects.get(provider="facebook").user_id == mallory["id"]


def test_a_connection_is_unlinked_while_another_is_left(visitor):
    visitor.sign_in("session")
    second = link(visitor, "facebook").json()["id"]
    first = UserSocialAuth.objects.get(provider="github").pk

    assert visitor.delete(f"{URL}{first}/").status_code == 204
    assert providers(visitor) == ["facebook"]
    response = visitor.delete(f"{URL}{second}/")
    assert (response.status_code, response.json()["code"]) == (403, "disconnect_disallowed")
    assert providers(visitor) == ["facebook"]


def test_a_connection_is_unlinked_by_the_name_of_its_provider(visitor):
    visitor.sign_in("session")
    link(visitor, "facebook")

    assert visitor.delete(f"{URL}twitter/").status_code == 404
    assert visitor.delete(f"{URL}github/").status_code == 204
    assert providers(visitor) == ["facebook"]
    response = visitor.delete(f"{URL}facebook/")
    assert (response.status_code, response.json()["code"]) == (403, "disconnect_disallowed")


def test_two_accounts_of_one_provider_are_unlinked_by_id_only(visitor):
    visitor.sign_in("session")
    second = link(visitor, "github", "zoe").json()["id"]

    response = visitor.delete(f"{URL}github/")

    assert (response.status_code, response.json()["code"]) == (409, "several_connections")
    assert providers(visitor) == ["github", "github"]
    assert visitor.delete(f"{URL}{second}/").status_code == 204
    assert visitor.delete(f"{URL}github/").json()["code"] == "disconnect_disallowed"


def test_oauth1_may_begin_to_link_at_the_connections(visitor):
    visitor.sign_in("session")

    begun = visitor.post(URL, {"provider": "twitter"}, format="json")
    assert begun.status_code == 200
    callback = visitor.mocks.consent(begun.json()["authorization_url"])
    response = visitor.post(f"{URL}twitter/", callback, format="json")

    assert response.status_code == 201
    assert providers(visitor) == ["github", "twitter"]


def test_the_last_connection_of_a_user_with_a_password_may_go(visitor):
    visitor.sign_in("session")
    user = get_user_model().objects.get()
    user.set_password("a long and secret password")
    user.save()
    visitor.force_login(user)
    visitor.take_csrf_token()

    assert visitor.delete(f"{URL}{UserSocialAuth.objects.get().pk}/").status_code == 204


def test_a_connection_of_somebody_else_is_not_found(visitor, another_visitor):
    visitor.sign_in("session")
    another_visitor.sign_in("session", person="mallory")
    link(another_visitor, "facebook", "mallory")
    theirs = UserSocialAuth.objects.get(provider="facebook").pk

    response = visitor.delete(f"{URL}{theirs}/")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert UserSocialAuth.objects.filter(pk=theirs).exists()


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", ""), ("DELETE", "1/")])
def test_nobody_signed_in_has_no_connections(visitor, method, path):
    response = visitor.generic(method, URL + path)

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


def test_nobody_signed_in_cannot_begin_to_link(visitor):
    response = visitor.post("/api/login/social/begin/github/", {"intent": "connect"}, format="json")

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("DELETE", "1/")])
def test_a_session_links_and_unlinks_with_the_csrf_token_only(visitor, method, path):
    visitor.sign_in("session")
    visitor.credentials()

    response = visitor.generic(method, URL + path)

    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")


@pytest.mark.parametrize(("kind", "scheme"), [("token", "Token"), ("jwt", "Bearer")])
def test_the_bearer_of_a_token_links_too(visitor, kind, scheme):
    token = visitor.sign_in(kind).json()["token"]
    visitor.credentials(HTTP_AUTHORIZATION=f"{scheme} {token}")

    assert link(visitor, "facebook").status_code == 201
    assert providers(visitor) == ["github", "facebook"]

"""U: whose account it is, who may link to it, and what a profile cannot claim."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken
from social_core.backends.github import GithubOAuth2
from social_django.models import UserSocialAuth

from tests.security.support import (
    EVERY_KIND,
    accepted,
    complete,
    nothing_happens,
    post,
    refused,
    refused_everywhere,
    signed_in,
)
from tests.security.test_checks import told as told_by_checks

CONNECTIONS = "/api/social/connections/"


def link(visitor, provider, person="ada"):
    begun = visitor.begin(provider, intent="connect")
    callback = visitor.mocks.consent(begun["authorization_url"], person)
    return visitor.post(CONNECTIONS, {**callback, "provider": provider}, format="json")


@pytest.fixture
def profile(monkeypatch):
    """Return a function that changes what GitHub says about the next person."""
    original: Any = GithubOAuth2.user_data

    def says(**facts):
        def user_data(self, *args, **kwargs):
            response = {**original(self, *args, **kwargs), **facts}
            return {name: value for name, value in response.items() if value != "MISSING"}

        monkeypatch.setattr(GithubOAuth2, "user_data", user_data)

    return says


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_U01_signing_in_never_links(visitor, kind):
    visitor.sign_in("session")
    ada = get_user_model().objects.get()
    provider = "twitter" if kind == "token" else "facebook"
    callback = visitor.come_back(provider, "mallory")

    accepted(complete(visitor, callback, provider, kind))

    assert [each.provider for each in UserSocialAuth.objects.filter(user=ada)] == ["github"]
    assert get_user_model().objects.count() == 2


@pytest.mark.parametrize("kind", ["session", "token", "jwt", "own"])
def test_U01_a_code_without_state_never_links_even_if_the_project_accepts_it(
    visitor, another_visitor, settings, kind
):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    visitor.sign_in("session")
    ada = get_user_model().objects.get()
    code = another_visitor.come_back("facebook", "mallory")["code"]

    accepted(complete(visitor, {"code": code}, "facebook", kind))

    assert [each.provider for each in UserSocialAuth.objects.filter(user=ada)] == ["github"]
    assert get_user_model().objects.count() == 2


@pytest.mark.parametrize("strict", [True, False])
def test_U02_linking_requires_a_state_even_if_signing_in_does_not(
    visitor, another_visitor, settings, strict
):
    settings.REST_SOCIAL_REQUIRE_STATE = strict
    visitor.sign_in("session")
    code = another_visitor.come_back("facebook", "mallory")["code"]

    with nothing_happens(visitor.mocks):
        response = visitor.post(CONNECTIONS, {"code": code, "provider": "facebook"}, format="json")
        refused(response, 400, "state_required")


@pytest.mark.parametrize("provider", ["facebook", "twitter"])
def test_U02_a_flow_that_links_signs_nobody_in(visitor, provider):
    visitor.sign_in("session")
    begun = visitor.begin(provider, intent="connect")
    callback = visitor.mocks.consent(begun["authorization_url"], "mallory")

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, callback, provider, 403, "user_mismatch")
    response = visitor.post(CONNECTIONS, {**callback, "provider": provider}, format="json")
    accepted(response, 201)


def test_U02_a_flow_that_began_before_the_sign_in_links_nothing(visitor):
    callback = visitor.come_back("facebook", "mallory")
    visitor.sign_in("session")

    with nothing_happens(visitor.mocks):
        response = visitor.post(CONNECTIONS, {**callback, "provider": "facebook"}, format="json")
        refused(response, 403, "user_mismatch")


def test_U02_a_flow_links_only_to_the_user_who_began_it(visitor):
    """With tokens, the flow still belongs to the browser, whatever tokens the page has."""
    tokens = [accepted(visitor.sign_in("token", person=who))["token"] for who in ("ada", "zoe")]
    visitor.credentials(HTTP_AUTHORIZATION=f"Token {tokens[0]}")
    begun = visitor.begin("facebook", intent="connect")
    callback = visitor.mocks.consent(begun["authorization_url"], "mallory")

    visitor.credentials(HTTP_AUTHORIZATION=f"Token {tokens[1]}")
    with nothing_happens(visitor.mocks):
        response = visitor.post(CONNECTIONS, {**callback, "provider": "facebook"}, format="json")
        refused(response, 403, "user_mismatch")


def test_U02_the_first_oauth_1_step_at_connections_begins_a_flow_that_links(visitor):
    visitor.sign_in("session")
    begun = accepted(visitor.post(CONNECTIONS, {"provider": "twitter"}, format="json"))
    callback = visitor.mocks.consent(begun["authorization_url"], "mallory")

    with nothing_happens(visitor.mocks):
        refused(complete(visitor, callback, "twitter"), 403, "user_mismatch")
    response = visitor.post(CONNECTIONS, {**callback, "provider": "twitter"}, format="json")
    assert accepted(response, 201)["provider"] == "twitter"


@pytest.mark.parametrize("provider", ["facebook", "twitter"])
def test_U02_linking_requires_its_own_flow(visitor, provider):
    visitor.sign_in("session")
    callback = visitor.come_back(provider)

    with nothing_happens(visitor.mocks):
        response = visitor.post(CONNECTIONS, {**callback, "provider": provider}, format="json")
        refused(response, 403, "user_mismatch")


def test_U02_a_flow_that_links_is_refused_if_another_user_signs_in(visitor):
    visitor.sign_in("session")
    begun = visitor.begin("facebook", intent="connect")
    callback = visitor.mocks.consent(begun["authorization_url"], "mallory")
    visitor.sign_in("session", "google-oauth2", "zoe")

    with nothing_happens(visitor.mocks):
        response = visitor.post(CONNECTIONS, {**callback, "provider": "facebook"}, format="json")
        refused(response, 403, "user_mismatch")


def test_U03_an_identity_linked_to_another_user_is_not_moved(visitor, another_visitor):
    other = accepted(another_visitor.sign_in("session", "facebook", "mallory"))
    visitor.sign_in("session")

    with nothing_happens(visitor.mocks, asked=True):
        response = link(visitor, "facebook", "mallory")
        refused(response, 409, "identity_in_use")
    told = {name: value for name, value in response.json().items() if name != "status"}
    assert other["id"] not in told.values()
    for each in (other["username"], other["email"], UserSocialAuth.objects.all()[0].uid):
        assert each not in response.content.decode()


def test_U04_an_e_mail_address_from_a_provider_gives_access_to_no_account(
    visitor, another_visitor, profile
):
    ada = accepted(visitor.sign_in("session"))
    profile(email=ada["email"])

    mallory = accepted(another_visitor.sign_in("session", "github", "mallory"))

    assert mallory["id"] != ada["id"]


def test_U04_a_check_reports_association_by_e_mail(settings):
    settings.SOCIAL_AUTH_PIPELINE = ["social_core.pipeline.social_auth.associate_by_email"]

    assert "E009" in told_by_checks()


def test_U05_a_pre_registered_account_with_a_matching_e_mail_is_not_taken_over(visitor):
    squatter = get_user_model().objects.create_user("squatter", "ada@example.com", "password")

    ada = accepted(visitor.sign_in("session"))

    assert ada["id"] != squatter.pk
    assert not UserSocialAuth.objects.filter(user=squatter).exists()


def test_U06_unlinking_signs_the_user_out_everywhere_else(visitor, another_visitor):
    visitor.sign_in("session")
    mallorys = accepted(link(visitor, "facebook", "mallory"), 201)["id"]
    another_visitor.sign_in("session", "facebook", "mallory")
    token = accepted(another_visitor.sign_in("token", "facebook", "mallory"))["token"]
    refresh = accepted(another_visitor.sign_in("jwt", "facebook", "mallory"))["refresh"]
    knox = accepted(another_visitor.sign_in("knox", "facebook", "mallory"))["token"]
    assert signed_in(another_visitor) == signed_in(visitor) == "ada"

    assert visitor.delete(f"{CONNECTIONS}{mallorys}/").status_code == 204

    assert signed_in(visitor) == "ada"
    assert signed_in(another_visitor) is None
    for bearer in (f"Token {token}", f"Knox {knox}"):
        response = another_visitor.get("/api/me/", headers={"Authorization": bearer})
        refused(response, 401, "token_not_valid")
    renewed = another_visitor.post("/api/token/refresh/", {"refresh": refresh}, format="json")
    refused(renewed, 401, "token_not_valid")


def test_U06_unlinking_with_the_shared_token_renews_it(visitor, another_visitor):
    shared = accepted(visitor.sign_in("token"))["token"]
    visitor.credentials(HTTP_AUTHORIZATION=f"Token {shared}")
    linked = accepted(link(visitor, "facebook"), 201)["id"]

    mine = accepted(visitor.delete(f"{CONNECTIONS}{linked}/"))["token"]

    assert mine != shared
    refused(visitor.get("/api/me/"), 401, "token_not_valid")
    visitor.credentials(HTTP_AUTHORIZATION=f"Token {mine}")
    assert signed_in(visitor) == "ada"


def test_U06_unlinking_with_a_json_web_token_keeps_its_refresh_token(visitor):
    def renew(refresh):
        return visitor.post("/api/token/refresh/", {"refresh": refresh}, format="json")

    other = RefreshToken(accepted(visitor.sign_in("jwt"))["refresh"])
    other["auth_time"] -= 60  # which distinguishes one sign-in from another
    OutstandingToken.objects.update(token=str(other))
    mine = accepted(visitor.sign_in("jwt"))
    renewed = accepted(renew(mine["refresh"]))
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {renewed['access']}")
    linked = accepted(link(visitor, "facebook"), 201)["id"]

    assert visitor.delete(f"{CONNECTIONS}{linked}/").status_code == 204

    assert signed_in(visitor) == "ada"
    refused(renew(str(other)), 401, "token_not_valid")
    accepted(renew(renewed["refresh"]))


def test_U06_unlinking_with_a_knox_token_keeps_that_token(visitor):
    mine, other = (accepted(visitor.sign_in("knox"))["token"] for _ in range(2))
    visitor.credentials(HTTP_AUTHORIZATION=f"Knox {mine}")
    linked = accepted(link(visitor, "facebook"), 201)["id"]

    assert visitor.delete(f"{CONNECTIONS}{linked}/").status_code == 204

    assert signed_in(visitor) == "ada"
    visitor.credentials(HTTP_AUTHORIZATION=f"Knox {other}")
    refused(visitor.get("/api/me/"), 401, "token_not_valid")


def test_U07_taking_over_a_username_at_the_provider_gives_access_to_no_account(
    visitor, another_visitor, profile
):
    ada = accepted(visitor.sign_in("session"))
    profile(login="ada")

    mallory = accepted(another_visitor.sign_in("session", "github", "mallory"))

    assert mallory["id"] != ada["id"]
    assert mallory["username"] != ada["username"]


def test_U07_check_deploy_warns_about_changeable_ids(settings):
    settings.SOCIAL_AUTH_OKTA_OPENIDCONNECT_ID_KEY = "preferred_username"

    assert "W014" in told_by_checks()


@pytest.mark.parametrize("id", ["MISSING", None, ""])
def test_U08_a_profile_without_an_id_signs_nobody_in(visitor, profile, id):
    profile(id=id)

    with nothing_happens(visitor.mocks, asked=True):
        for kind in EVERY_KIND:
            response = complete(visitor, visitor.come_back("github"), kind=kind)
            refused(response, 502, "missing_claim")


@pytest.mark.parametrize(
    "id", [True, False, 0.0, 1.0, [], [1], {}, {"a": 1}, "x" * 5000, "a\x00b", "a\nb", "\ud800"]
)
def test_U09_an_odd_id_is_refused(visitor, profile, id):
    profile(id=id)

    with nothing_happens(visitor.mocks, asked=True):
        refused(complete(visitor, visitor.come_back("github")), 502, "invalid_claim")


def test_U09_a_number_and_its_digits_are_the_same_id(visitor, another_visitor, profile):
    profile(id=77)
    first = accepted(visitor.sign_in("session"))
    profile(id="77")

    assert accepted(another_visitor.sign_in("session")) == first


def test_U10_ids_are_case_sensitive(visitor, another_visitor, profile):
    profile(id="AbC")
    first = accepted(visitor.sign_in("session"))
    profile(id="abc")

    assert accepted(another_visitor.sign_in("session"))["id"] != first["id"]


def test_U10_ids_are_case_sensitive_even_if_the_database_is_not(
    visitor, another_visitor, profile, monkeypatch
):
    """Like MySQL, whose default collation treats "a" and "A" as equal."""
    asked = QuerySet.filter

    def careless(self, *args, **lookups):
        if self.model is UserSocialAuth and "uid" in lookups:
            lookups["uid__iexact"] = lookups.pop("uid")
        return asked(self, *args, **lookups)

    profile(id="AbC")
    first = accepted(visitor.sign_in("session"))
    profile(id="abc")
    monkeypatch.setattr(QuerySet, "filter", careless)

    assert accepted(another_visitor.sign_in("session"))["id"] != first["id"]


def test_U11_the_same_id_at_two_providers_is_two_users(visitor, another_visitor):
    first = accepted(visitor.sign_in("session", "github"))
    second = accepted(another_visitor.sign_in("session", "facebook"))

    assert len({*UserSocialAuth.objects.values_list("uid", flat=True)}) == 1
    assert first["id"] != second["id"]


@pytest.mark.parametrize("login", ["admin", "ROOT", "ad.min", "a-d-m-i-n", "admin\u200b", "ａdmin"])
def test_U12_a_look_alike_username_is_not_assigned(visitor, profile, login):
    profile(login=login)

    name = accepted(visitor.sign_in("session"))["username"]

    assert "".join(filter(str.isalnum, name)).casefold() not in {"admin", "root"}


def test_U12_a_taken_username_does_not_match_its_user(visitor, profile):
    boss = get_user_model().objects.create_superuser("boss")
    profile(login="boss")

    assert accepted(visitor.sign_in("session"))["id"] != boss.pk


def test_U13_a_profile_grants_no_permissions(visitor, profile):
    profile(is_staff=True, is_superuser=True, is_active=False, password="x", user_permissions=[1])

    visitor.sign_in("session")

    user = get_user_model().objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert not user.has_usable_password()


def test_U14_a_later_profile_overwrites_no_user_data(visitor, another_visitor, profile):
    first = accepted(visitor.sign_in("session"))
    profile(login="renamed", email="new@example.com", name="Somebody Else")

    assert accepted(another_visitor.sign_in("session")) == first


@pytest.mark.parametrize("provider", ["github", "twitter"])
def test_U15_a_deactivated_user_cannot_sign_in(visitor, provider):
    visitor.sign_in("token_user", provider)
    Token.objects.all().delete()
    get_user_model().objects.update(is_active=False)

    with nothing_happens(visitor.mocks, asked=True):
        for kind in EVERY_KIND:
            response = complete(visitor, visitor.come_back(provider), provider, kind)
            refused(response, 403, "account_disabled")
    assert signed_in(visitor) is None


def test_U15_sessions_and_tokens_of_a_deactivated_user_stop_working(visitor):
    holds = {
        "Token": accepted(visitor.sign_in("token"))["token"],
        "Bearer": accepted(visitor.sign_in("jwt"))["token"],
        "Knox": accepted(visitor.sign_in("knox"))["token"],
    }
    visitor.sign_in("session")
    get_user_model().objects.update(is_active=False)

    assert signed_in(visitor) is None
    for scheme, token in holds.items():
        response = visitor.get("/api/me/", headers={"Authorization": f"{scheme} {token}"})
        refused(response, 401, "token_not_valid")


def test_U16_the_last_sign_in_method_cannot_be_removed(visitor):
    visitor.sign_in("session")
    only = UserSocialAuth.objects.get().pk

    with nothing_happens(visitor.mocks):
        refused(visitor.delete(f"{CONNECTIONS}{only}/"), 403, "disconnect_disallowed")
    assert signed_in(visitor) == "ada"


def test_U17_a_connection_of_another_user_is_not_found(visitor, another_visitor):
    another_visitor.sign_in("session", person="mallory")
    theirs = UserSocialAuth.objects.get().pk
    visitor.sign_in("session")

    with nothing_happens(visitor.mocks):
        refused(visitor.delete(f"{CONNECTIONS}{theirs}/"), 404, "not_found")


def test_U18_unlinking_requires_delete_and_the_csrf_token(visitor):
    visitor.sign_in("session")
    accepted(link(visitor, "facebook"), 201)
    own = UserSocialAuth.objects.all()[0].pk

    with nothing_happens(visitor.mocks):
        for look in (visitor.get, visitor.head, visitor.put, visitor.patch):
            assert look(f"{CONNECTIONS}{own}/").status_code == 405
        refused(visitor.post(f"{CONNECTIONS}{own}/"), 404, "unknown_provider")
        visitor.credentials()
        refused(visitor.delete(f"{CONNECTIONS}{own}/"), 403, "csrf_failed")
    visitor.take_csrf_token()
    assert visitor.delete(f"{CONNECTIONS}{own}/").status_code == 204


@pytest.fixture
def no_longer_configured(visitor, settings):
    """A connection of the visitor's, whose provider has been taken out of the settings since."""
    visitor.sign_in("session")
    mine = UserSocialAuth.objects.get()
    settings.SOCIAL_AUTH_REVOKE_TOKENS_ON_DISCONNECT = True  # which needs the provider
    tokens = {"access_token": "x"}
    return UserSocialAuth.objects.create(
        user=mine.user, provider="gone", uid="1", extra_data=tokens
    )


def test_U16_a_connection_whose_provider_is_no_longer_configured_is_unlinked(
    visitor, no_longer_configured
):
    listed = accepted(visitor.get(CONNECTIONS))
    assert [(each["provider"], each["title"]) for each in listed] == [
        ("github", "GitHub"),
        ("gone", "gone"),
    ]

    assert visitor.delete(f"{CONNECTIONS}{no_longer_configured.pk}/").status_code == 204

    assert [each["provider"] for each in accepted(visitor.get(CONNECTIONS))] == ["github"]


def test_U16_a_provider_that_is_no_longer_configured_is_not_a_way_to_sign_in(
    visitor, no_longer_configured
):
    github = UserSocialAuth.objects.get(provider="github")

    refused(visitor.delete(f"{CONNECTIONS}{github.pk}/"), 403, "disconnect_disallowed")

    github.delete()
    own = f"{CONNECTIONS}{no_longer_configured.pk}/"
    refused(visitor.delete(own), 403, "disconnect_disallowed")
    assert UserSocialAuth.objects.get() == no_longer_configured


def test_U20_responses_do_not_reveal_who_has_an_account(visitor, another_visitor):
    visitor.sign_in("session")
    guesses = [
        {"code": "x", "username": "ada", "email": "ada@example.com", "state": "x"},
        {"code": "x", "username": "nobody", "email": "nobody@example.com", "state": "x"},
    ]

    with CaptureQueriesContext(connection) as asked:
        known, unknown = (complete(another_visitor, guess) for guess in guesses)

    assert known.status_code == unknown.status_code == 403
    assert known.json() == unknown.json()
    assert not [each["sql"] for each in asked if "auth_user" in each["sql"]]


def test_U20_no_user_is_looked_up_before_the_provider_has_responded(visitor):
    visitor.sign_in("session")
    callback = {**visitor.come_back("github"), "code": "guessed"}

    with CaptureQueriesContext(connection) as asked:
        refused(complete(visitor, callback, kind="token"), 400, "authorization_code_rejected")
    assert not [each["sql"] for each in asked if "auth_user" in each["sql"]]


def test_U21_groups_in_a_profile_are_ignored(visitor, profile):
    profile(groups=["admin"], roles=["admin"])

    visitor.sign_in("session")

    assert get_user_model().objects.get().groups.count() == 0


def test_U02_an_anonymous_visitor_cannot_begin_to_link(visitor):
    response = post(visitor, "begin/github/", {"intent": "connect"})
    refused(response, 401, "not_authenticated")

"""What an operator does at the command line: who is linked where, unlink, sign out everywhere."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from rest_framework.authtoken.models import Token
from social_django.models import UserSocialAuth

from rest_social_auth.accounts import recent_sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    user = get_user_model().objects.create_user("ada", "ada@example.com")
    for provider in ("github", "facebook"):
        user.social_auth.create(
            provider=provider,
            uid=f"{provider}-7",
            extra_data={recent_sign_in.KEY: 1_700_000_000, "access_token": "a secret"},
        )
    return user


@pytest.fixture
def run(capsys):
    """Return a function that runs a command, and returns what it writes."""

    def run(*command):
        call_command(*command)
        return capsys.readouterr().out

    return run


def providers(user):
    return [each.provider for each in user.social_auth.order_by("pk")]


@pytest.mark.parametrize("name", ["ada", "ada@example.com", "Ada@Example.com"])
def test_the_accounts_of_a_user_are_listed_without_secrets(ada, run, name):
    [github, facebook] = UserSocialAuth.objects.order_by("pk")
    github.extra_data = {}
    github.save()

    assert run("social_connections", name) == (
        f"{github.pk}\tgithub\tgithub-7\tlast sign-in unknown\n"
        f"{facebook.pk}\tfacebook\tfacebook-7\tlast sign-in 2023-11-14 22:13 UTC\n"
    )


@pytest.mark.parametrize("command", ["social_connections", "social_sign_out"])
def test_nobody_with_that_name_is_an_error(run, command):
    with pytest.raises(CommandError, match="Nobody has the username or the e-mail address “x”"):
        run(command, "x")


def test_two_users_with_one_address_are_not_guessed(ada, run):
    get_user_model().objects.create_user("ada2", "ada@example.com")

    with pytest.raises(CommandError, match=r"Several users have this e-mail address: ada, ada2\."):
        run("social_sign_out", "ada@example.com")


def test_signing_out_ends_every_login(ada, run):
    Token.objects.create(user=ada)
    zoe = Token.objects.create(user=get_user_model().objects.create_user("zoe"))
    before = ada.password

    assert run("social_sign_out", "ada") == (
        "ada is signed out everywhere. A JSON Web Token that is in use works until it expires.\n"
    )

    assert [*Token.objects.all()] == [zoe]
    ada.refresh_from_db()
    assert ada.password != before, "which ends the sessions"


def test_sessions_that_cannot_be_ended_are_an_error(ada, run, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    ada.set_password("a long and secret password")
    ada.save()
    Token.objects.create(user=ada)

    with pytest.raises(CommandError, match="sessions continue"):
        run("social_sign_out", "ada")

    assert not Token.objects.exists()


@pytest.mark.parametrize("by", ["name", "id"])
def test_an_account_is_unlinked_and_its_user_signed_out(ada, run, by):
    Token.objects.create(user=ada)
    connection = ada.social_auth.get(provider="github")

    said = run("social_unlink", "ada", "github" if by == "name" else str(connection.pk))

    assert said == "github github-7 is unlinked from ada.\n"
    assert providers(ada) == ["facebook"]
    assert not Token.objects.exists()


def test_an_account_of_a_provider_that_is_no_longer_configured_is_unlinked(ada, run):
    ada.social_auth.filter(provider="github").update(provider="gone")

    assert run("social_unlink", "ada", "gone") == "gone github-7 is unlinked from ada.\n"


@pytest.mark.parametrize(
    ("connection", "words"),
    [
        ("twitter", "ada has no such account: twitter"),
        ("github", "Several accounts of this provider are linked"),
    ],
)
def test_what_is_not_clear_is_not_unlinked(ada, run, connection, words):
    ada.social_auth.create(provider="github", uid="github-8")
    Token.objects.create(user=ada)

    with pytest.raises(CommandError, match=words):
        run("social_unlink", "ada", connection)

    assert providers(ada) == ["github", "facebook", "github"]
    assert Token.objects.exists()


def test_the_last_way_in_is_not_unlinked(ada, run):
    run("social_unlink", "ada", "facebook")

    with pytest.raises(CommandError, match="cannot be disconnected without another"):
        run("social_unlink", "ada", "github")

    assert providers(ada) == ["github"]

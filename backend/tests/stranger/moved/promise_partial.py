"""A step that pauses says what it needs, and the sign-in resumes over REST."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from rest_framework.authtoken.models import Token
from social_django.models import Partial, UserSocialAuth
from stranger.moved.visitor import Visitor

TOKEN = "/api/login/social/token/"
SAM = {"username": "sam", "email": "sam@example.com"}


@pytest.fixture(autouse=True)
def pipeline(settings):
    """Put a step before the user is created; a test may choose another one."""

    def choose(name):
        steps = [*usual]
        steps.insert(steps.index("social_core.pipeline.user.create_user"), f"{HERE}.{name}")
        settings.SOCIAL_AUTH_PIPELINE = steps

    usual = settings.SOCIAL_AUTH_PIPELINE
    choose("require_email")
    return choose


HERE = "stranger.moved.pipeline"


def told(response):
    return response.status_code, response.json()["code"]


def pause(visitor, kind="token", provider="github"):
    """Sign in as Sam, who has no e-mail address; return what the page has to send with it."""
    callback = visitor.come_back(provider, "sam")
    response = visitor.post(f"/api/login/social/{kind}/{provider}/", callback)
    assert told(response) == (403, "login_incomplete"), response.content
    return {"provider": provider, "partial_token": response.json()["partial_token"]}


def test_the_response_says_what_is_wanted(visitor):
    response = visitor.post(f"{TOKEN}github/", visitor.come_back("github", "sam"))

    assert response.status_code == 403
    assert response.json() == {
        "type": "urn:rest-social-auth:problem:login_incomplete",
        "title": "Forbidden",
        "status": 403,
        "detail": "The sign-in was not completed.",
        "code": "login_incomplete",
        "source": "local_policy",
        "stage": "pipeline",
        "recovery": "correct_input",
        "partial_token": Partial.objects.get().token,
        "wanted": ["email"],
    }
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("kind", ["token", "session"])
@pytest.mark.parametrize("provider", ["github", "twitter"])
def test_it_resumes_with_what_was_wanted(visitor, kind, provider):
    paused = pause(visitor, kind, provider)

    response = visitor.post(f"/api/login/social/{kind}/", {**paused, "email": SAM["email"]})

    assert response.status_code == 200, response.content
    assert get_user_model().objects.values("username", "email").get() == SAM
    assert UserSocialAuth.objects.get().provider == provider
    assert not Partial.objects.exists()
    if kind == "token":
        assert response.json() == {"token": Token.objects.get().key}
    else:
        assert visitor.session["_auth_user_id"] == str(get_user_model().objects.get().pk)


def test_it_resumes_after_a_code_alone(visitor):
    response = visitor.sign_in("token", "sam")
    assert told(response) == (403, "login_incomplete")

    body = {"provider": "github", "partial_token": response.json()["partial_token"]}
    assert visitor.post(TOKEN, {**body, "email": SAM["email"]}).status_code == 200


def test_a_person_with_all_required_details_is_not_asked(visitor):
    assert visitor.sign_in("token", "ada").status_code == 200


def test_a_wrong_entry_is_asked_for_again(visitor):
    first = pause(visitor)

    second = visitor.post(TOKEN, {**first, "email": "nonsense"})
    assert told(second) == (403, "login_incomplete")
    assert second.json()["partial_token"] != first["partial_token"]
    assert told(visitor.post(TOKEN, {**first, "email": SAM["email"]}))[0] == 403

    paused = {**first, "partial_token": second.json()["partial_token"], "email": SAM["email"]}
    assert visitor.post(TOKEN, paused).status_code == 200


def test_what_a_later_step_refuses_may_be_corrected(visitor, steps):
    from stranger.moved.pipeline import NotOurs

    paused = pause(visitor)

    def refuse(details, **kwargs):
        if details["email"].endswith("@spam.example"):
            raise NotOurs(None)

    steps["last"] = refuse
    refused = visitor.post(TOKEN, {**paused, "email": "sam@spam.example"})
    assert told(refused) == (400, "unknown_error")
    assert not get_user_model().objects.exists()

    assert visitor.post(TOKEN, {**paused, "email": SAM["email"]}).status_code == 200


def test_it_resumes_once(visitor):
    paused = {**pause(visitor), "email": SAM["email"]}

    assert visitor.post(TOKEN, paused).status_code == 200
    assert told(visitor.post(TOKEN, paused)) == (403, "session_context_missing")


def test_it_resumes_only_in_the_browser_in_which_it_paused(visitor):
    paused = {**pause(visitor), "email": SAM["email"]}

    assert told(Visitor().post(TOKEN, paused)) == (403, "session_context_missing")
    assert not get_user_model().objects.exists()
    assert visitor.post(TOKEN, paused).status_code == 200


@pytest.mark.parametrize("wrong", [{"partial_token": "x"}, {"provider": "twitter"}])
def test_it_resumes_with_its_own_token_and_provider_only(visitor, wrong):
    paused = {**pause(visitor), "email": SAM["email"]}

    assert told(visitor.post(TOKEN, {**paused, **wrong})) == (403, "session_context_missing")


def test_a_sign_in_does_not_resume_as_a_link(visitor):
    paused = {**pause(visitor), "email": SAM["email"]}
    visitor.force_login(get_user_model().objects.create_user("grace"))
    session = visitor.session
    session["signed_in_at"] = 2**40
    session.save()

    response = visitor.post("/api/social/connections/", paused)

    assert told(response) == (403, "user_mismatch")
    assert not UserSocialAuth.objects.exists()


def test_a_step_that_redirects_returns_the_url_to_continue_at(visitor, pipeline):
    pipeline("redirect_for_email")

    response = visitor.post(f"{TOKEN}github/", visitor.come_back("github", "sam"))

    token = response.json()["partial_token"]
    assert told(response) == (403, "login_incomplete")
    assert response.json()["continue_url"] == f"/email?partial_token={token}"
    paused = {"provider": "github", "partial_token": token, "email": SAM["email"]}
    assert visitor.post(TOKEN, paused).status_code == 200


def test_a_step_that_responds_by_itself_gets_the_token_into_its_response(visitor, pipeline):
    pipeline("answer_by_itself")

    response = visitor.post(f"{TOKEN}github/", visitor.come_back("github", "sam"))

    body = response.json()
    token = body.pop("partial_token")
    assert (response.status_code, body) == (202, {"please": "tell us your e-mail address"})
    paused = {"provider": "github", "partial_token": token, "email": SAM["email"]}
    assert visitor.post(TOKEN, paused).status_code == 200

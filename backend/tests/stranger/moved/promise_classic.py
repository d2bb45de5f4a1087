"""social_django's own pages and the API serve one project, with one strategy."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.contrib.auth import get_user_model
from django.test import Client
from rest_framework.test import APIClient
from social_django.models import UserSocialAuth

from rest_social_auth.views import load_strategy

PROVIDER = "github-enterprise"
STRATEGIES = {
    "social_django.strategy.DjangoStrategy": "ada",
    "rest_social_auth.strategy.DRFStrategy": "ada",
    "stranger.moved.strategies.GreetingStrategy": "hello-ada",
    "stranger.moved.strategies.GreetingRestStrategy": "hello-ada",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(params=STRATEGIES)
def username(request, settings, monkeypatch):
    """Set the strategy; return the name that it gives to Ada."""
    settings.SOCIAL_AUTH_STRATEGY = request.param
    monkeypatch.setattr("social_django.utils.STRATEGY", request.param)  # read when imported
    return STRATEGIES[request.param]


def consent(url, person="ada"):
    response = requests.get(url, params={"mock_person": person}, allow_redirects=False, timeout=10)
    return response.headers["Location"]


def by_pages(page):
    """Sign in as social_django's pages do; return the URL of their last redirect."""
    begun = page.post(f"/classic/login/{PROVIDER}/", {"next": "/inside/"})
    back = urlsplit(consent(begun["Location"]))
    return page.get(f"{back.path}?{back.query}")["Location"]


def by_api(page):
    body = {"redirect_uri": f"http://testserver/popup/callback-{PROVIDER}.html"}
    begun = page.post(f"/api/login/social/begin/{PROVIDER}/", body).json()
    callback = dict(parse_qsl(urlsplit(consent(begun["authorization_url"])).query))
    return page.post(f"/api/login/social/session/{PROVIDER}/", callback)


def test_one_person_signs_in_by_the_pages_and_by_the_api(username):
    pages = Client()
    assert by_pages(pages) == "/inside/"
    assert get_user_model().objects.get().username == username
    assert pages.session["_auth_user_id"] == str(get_user_model().objects.get().pk)

    response = by_api(APIClient())

    assert response.status_code == 200, response.content
    assert response.json()["username"] == username
    assert UserSocialAuth.objects.count() == 1


def test_the_other_way_round(username):
    assert by_api(APIClient()).json()["username"] == username
    assert by_pages(Client()) == "/inside/"
    assert UserSocialAuth.objects.count() == 1


def test_the_pages_link_an_account_to_the_signed_in_user(username):
    page = Client()
    page.force_login(get_user_model().objects.create_user("grace"))

    by_pages(page)

    assert UserSocialAuth.objects.get().user.username == "grace"


def test_the_pages_treat_a_deactivated_user_as_social_django_does(username, settings):
    settings.SOCIAL_AUTH_INACTIVE_USER_URL = "/waiting/"
    by_pages(Client())
    get_user_model().objects.update(is_active=False)

    page = Client()
    assert by_pages(page).startswith("/waiting/")
    assert "_auth_user_id" not in page.session


def test_a_flow_is_not_shared(username):
    page = APIClient()
    begun = page.post(f"/classic/login/{PROVIDER}/")
    callback = dict(parse_qsl(urlsplit(consent(begun["Location"])).query))

    response = page.post(f"/api/login/social/token/{PROVIDER}/", callback)

    assert (response.status_code, response.json()["code"]) == (403, "session_context_missing")


def test_a_strategy_of_the_project_is_made_by_its_own_means(settings):
    settings.SOCIAL_AUTH_STRATEGY = "stranger.moved.strategies.GreetingStrategy"

    assert load_strategy().made_by_the_project

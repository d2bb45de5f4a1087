"""Fixtures for what the house promises: a browser that signs in with the mock providers."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from django.conf import settings as live
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from rest_framework.test import APIClient


def code(person="ada"):
    """The page builds the authorization URL by itself, as the README says, and drops the state."""
    query = {
        "client_id": "mock-github",
        "redirect_uri": live.REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI,
        "response_type": "code",
    }
    authorize = f"{live.REST_SOCIAL_MOCK_URL}/github.com/login/oauth/authorize"
    url = f"{authorize}?{urlencode(query)}"
    answer = requests.get(url, params={"mock_person": person}, allow_redirects=False, timeout=10)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]


class Visitor(APIClient):
    def sign_in(self, kind, person="ada", **headers):
        body = {"provider": "github", "code": code(person)}
        return self.post(f"/api/login/social/{kind}/", body, format="json", headers=headers)


@pytest.fixture
def visitor(db):
    cache.clear()
    return Visitor()


@pytest.fixture
def logged_in():
    """The users that `user_logged_in` was sent for, in order."""
    users = []

    def note(user, **kwargs):
        users.append(user.get_username())

    user_logged_in.connect(note)
    yield users
    user_logged_in.disconnect(note)

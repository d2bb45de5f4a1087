"""What the promises share: URLs, and how to send requests."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from django.conf import settings
from rest_framework.test import APIClient

BEGIN, TOKEN, JWT = (f"/api/login/social/{name}/" for name in ("begin", "token", "jwt"))
SESSION, KNOX = "/api/login/social/session/", "/api/login/social/knox/"
PROVIDERS, CONNECTIONS = "/api/login/social/providers/", "/api/social/connections/"
ME = "/api/me"
PROBLEM = "application/problem+json"


def code(person="ada"):
    """The page builds the authorization URL itself, as the README says, and drops the state."""
    query = {
        "client_id": "mock-github",
        "redirect_uri": settings.REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI,
        "response_type": "code",
    }
    authorize = f"{settings.REST_SOCIAL_MOCK_URL}/github.com/login/oauth/authorize"
    url = f"{authorize}?{urlencode(query)}"
    response = requests.get(url, params={"mock_person": person}, allow_redirects=False, timeout=10)
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))["code"]


class Visitor(APIClient):
    def sign_in(self, kind, person="ada", **headers):
        body = {"provider": "github", "code": code(person)}
        return self.post(f"/api/login/social/{kind}/", body, format="json", headers=headers)


def post(visitor, path, body=None, **headers):
    return visitor.post(path, body or {}, format="json", headers=headers)


def in_html(response, status):
    """Assert that this is a complete page with the content type of one."""
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert b"<html>" in response.content[:200]
    return response.content.decode()

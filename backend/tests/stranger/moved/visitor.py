"""A browser whose page begins its flows at the API."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import requests
from stranger.house import visitor


class Visitor(visitor.Visitor):
    def come_back(self, provider, person="ada", **body):
        """Begin and consent; return what the callback got."""
        uri = f"http://testserver/popup/callback-{provider}.html"
        body = {"redirect_uri": uri, **body}
        begun = self.post(f"/api/login/social/begin/{provider}/", body, format="json")
        assert begun.status_code == 200, begun.content
        return self.consent(begun.json()["authorization_url"], person)

    def consent(self, url, person="ada"):
        response = requests.get(
            url, params={"mock_person": person}, allow_redirects=False, timeout=10
        )
        return dict(parse_qsl(urlsplit(response.headers["Location"]).query))

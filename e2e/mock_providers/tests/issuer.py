"""A client that knows only an issuer's URL."""

from __future__ import annotations

import json
from typing import Any

import jwt

from .conftest import Play, returned

MOCK = "http://mock.example:9400"
HOST = {"host": "mock.example:9400"}
NOW = 1_800_000_000


class Issuer:
    """A client that knows only an issuer's URL."""

    def __init__(self, play: Play, slug: str = "google-openidconnect") -> None:
        self.play, self.slug = play, slug
        self.url = f"{MOCK}/{slug}"
        self.metadata = self.get(f"{self.url}/.well-known/openid-configuration")

    def send(self, url: str, headers: dict[str, str] | None = None, /, **query: str) -> Any:
        return self.play.send("GET", url.removeprefix(MOCK), HOST | (headers or {}), query)

    def get(
        self, url: str, headers: dict[str, str] | None = None, /, **query: str
    ) -> dict[str, Any]:
        return dict(json.loads(self.send(url, headers, **query).body))

    def post(self, name: str, headers: dict[str, str] | None = None, /, **form: str) -> Any:
        client = {"client_id": f"mock-{self.slug}", "client_secret": f"mock-secret-{self.slug}"}
        path = self.metadata[name].removeprefix(MOCK)
        return self.play.post(path, client | form, HOST | (headers or {}))

    def authorize(self, cookie: str = "", **more: str) -> Any:
        query = {
            "client_id": f"mock-{self.slug}",
            "redirect_uri": self.play.callback(self.slug),
            "response_type": "code",
            "scope": "openid profile email",
            "state": "a-state",
            "nonce": "a-nonce",
            **more,
        }
        headers = {"cookie": cookie} if cookie else {}
        return self.send(self.metadata["authorization_endpoint"], headers, **query)

    def sign_in(self, **more: str) -> dict[str, Any]:
        """Return the token response of a sign-in without faults."""
        code = returned(self.authorize(**{"mock_person": "ada"} | more))["code"]
        uri = self.play.callback(self.slug)
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": uri}
        return dict(json.loads(self.post("token_endpoint", **grant).body))

    def claims(self, token: str) -> dict[str, Any]:
        keys = {key["kid"]: key for key in self.get(self.metadata["jwks_uri"])["keys"]}
        key = jwt.PyJWK(keys[jwt.get_unverified_header(token)["kid"]])
        options: Any = {"verify_exp": False, "verify_iat": False}
        audience = f"mock-{self.slug}"
        return dict(jwt.decode(token, key, audience=audience, issuer=self.url, options=options))

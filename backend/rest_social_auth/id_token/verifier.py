"""Let social-core's own classes verify an id_token that was issued to any of our clients."""

from __future__ import annotations

from functools import cache
from time import monotonic
from typing import Any

from social_core.backends.apple import AppleIdAuth
from social_core.backends.azuread import AzureADOAuth2
from social_core.backends.base import BaseAuth
from social_core.backends.google import GoogleOAuth2
from social_core.backends.open_id_connect import OpenIdConnectAuth

from rest_social_auth.provider.adapted_backend import adapted

REQUIRED = ("iss", "sub", "aud", "exp", "iat")
# Two of social-core's classes are not made for OpenID Connect, although the provider knows it.
# Google names itself with and without https://.
FACTS: dict[type, dict[str, Any]] = {
    GoogleOAuth2: {
        "JWKS_URI": "https://www.googleapis.com/oauth2/v3/certs",
        "issuers": ("https://accounts.google.com", "accounts.google.com"),
    },
    AppleIdAuth: {"JWKS_URI": AppleIdAuth.JWK_URL, "issuers": (AppleIdAuth.ID_TOKEN_ISSUER,)},
}
AGAIN = 60.0  # seconds before an unknown key makes this process fetch a provider's keys again
fetched_again: dict[type, float] = {}  # by class, on the monotonic clock


class Verifier(BaseAuth[Any]):
    """Goes in front of a backend class: the same provider, with one audience as the client."""

    VALIDATE_AT_HASH = False  # it needs the access token, which nobody sends
    JWT_DECODE_OPTIONS = {"require": [*REQUIRED]}  # noqa: RUF012 (as in social-core)
    issuers: tuple[str, ...] = ()
    audience = ""

    def setting(self, name: str, default: Any = None) -> Any:
        if name == "KEY":
            return self.audience
        if name == "JWT_DECODE_OPTIONS":  # the project's may leave checks out
            return self.JWT_DECODE_OPTIONS
        return super().setting(name, default)

    def get_key_and_secret(self) -> tuple[str, str]:
        return self.audience, ""

    def id_token_issuer(self) -> Any:
        return self.issuers or super().id_token_issuer()  # type: ignore[misc]

    def validate_authorized_party(self, claims: dict[str, Any], client_id: str) -> None:
        """Leave it to `audience_of`: an app's own client may ask for a token for its server."""

    def knows(self, key: str | None) -> bool:
        """Return True if the provider has this key, as far as is known, or may have it by now.

        social-core fetches the keys again for one that is not among them. Anyone can make up a key,
        and so make this server call the provider; hence once a minute.
        """
        keys: Any = self.get_jwks_keys()  # type: ignore[attr-defined]
        if key is None or any(key == each.get("kid") for each in keys):
            return True
        before, now = fetched_again.get(type(self)), monotonic()
        if before is not None and now - before < AGAIN:
            return False
        fetched_again[type(self)] = now
        return True


@cache  # one class for each, because social-core caches keys by class
def verifying(backend: Any) -> Any:
    knows_how = issubclass(backend, OpenIdConnectAuth | AzureADOAuth2)
    kind = backend if knows_how else adapted(OpenIdConnectAuth)
    facts = next((each for known, each in FACTS.items() if issubclass(backend, known)), {})
    return type(backend.__name__, (Verifier, kind), {"name": backend.name, **facts})

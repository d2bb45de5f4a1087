"""Sign in with an id_token that the provider gave to a page or an app (OpenID Connect Core §2).

Google's One Tap and FedCM, Sign in with Apple on iOS and the SDKs for phones return no code, but
the id_token itself:

    POST /api/login/social/begin/google-oauth2/       {"id_token": true}
    200 {"provider": "google-oauth2", "protocol": "oauth2", "nonce": "<nonce>", "expires_in": 1800}

        the page or the app asks the provider for an id_token with this nonce

    POST /api/login/social/session/google-oauth2/     {"id_token": "<id_token>"}

It is a bearer token that has been through other hands, so each check matters that a code flow may
leave out: verify.py for what it says, once.py for how often, sign_in.py for whose browser it is.
"""

from __future__ import annotations

from rest_social_auth.id_token.sign_in import begin, complete, posted

__all__ = ["begin", "complete", "posted"]

from __future__ import annotations

import os

from social_core.backends.github import GithubOAuth2

PROVIDER = os.environ["PROVIDER"]  # noqa: TID251


class GithubHere(GithubOAuth2):  # type: ignore[type-arg]  # older versions are not generic
    API_URL = f"{PROVIDER}/"
    ACCESS_TOKEN_URL = f"{PROVIDER}/login/oauth/access_token"

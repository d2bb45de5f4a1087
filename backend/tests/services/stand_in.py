from __future__ import annotations

import os

from social_core.backends.github import GithubOAuth2

ADDRESS = os.environ["STAND_IN"]  # noqa: TID251


class GithubHere(GithubOAuth2):
    """GitHub's class, unchanged but for its addresses."""

    API_URL = f"{ADDRESS}/api.github.com/"
    ACCESS_TOKEN_URL = f"{ADDRESS}/github.com/login/oauth/access_token"

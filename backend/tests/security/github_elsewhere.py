"""The demo's settings with mock providers, except for GitHub, which a test serves itself."""

from __future__ import annotations

from config.settings import *  # noqa: F403

AUTHENTICATION_BACKENDS = [
    each.replace("social_core.backends.github.GithubOAuth2", "tests.services.stand_in.GithubHere")
    for each in AUTHENTICATION_BACKENDS  # noqa: F405
]

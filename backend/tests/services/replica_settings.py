"""Production's settings for a replica in tests, with a mock GitHub on loopback."""

from __future__ import annotations

import os

os.environ |= {  # noqa: TID251
    "ENV_FILE": ".env.example",
    "DEBUG": "false",
    "THROTTLE": "false",
    "SECRET_KEY": "of the tests, and of no use elsewhere: 0123456789abcdef",
    "SOCIAL_AUTH_GITHUB_KEY": "key",
    "SOCIAL_AUTH_GITHUB_SECRET": "secret",
}

from config.settings import *  # noqa: F403

ALLOWED_HOSTS = ["127.0.0.1"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
AUTHENTICATION_BACKENDS = ["tests.services.stand_in.GithubHere"]
del REST_SOCIAL_REDIRECT_URIS  # noqa: F821

"""The demo's settings according to `.env.example`, whatever the developer's own `.env` says."""

from __future__ import annotations

import os

os.environ["ENV_FILE"] = ".env.example"  # noqa: TID251
os.environ["THROTTLE"] = "false"  # noqa: TID251
if redis := os.environ.get("REDIS_URL"):  # noqa: TID251
    # Each of pytest's processes empties a database of its own, as pytest-django gives it in SQL.
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")  # noqa: TID251
    os.environ["REDIS_URL"] = f"{redis}/{number}"  # noqa: TID251

from config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "knox"]  # noqa: F405 (for its tokens, which the demo leaves out)
REST_KNOX = {"AUTH_HEADER_PREFIX": "Knox"}  # REST framework's tokens have its own
WHITENOISE_AUTOREFRESH = True  # no collectstatic before a test

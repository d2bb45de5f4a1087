"""The demo's settings as `.env.example` has them, whatever the developer's own `.env` says."""

from __future__ import annotations

import os

os.environ["ENV_FILE"] = ".env.example"  # noqa: TID251
os.environ["THROTTLE"] = "false"  # noqa: TID251

from config.settings import *  # noqa: F403

WHITENOISE_AUTOREFRESH = True  # no collectstatic before a test

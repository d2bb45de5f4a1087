"""The demo's own settings, as they would be in another environment."""

from __future__ import annotations

import os
import runpy
from typing import Any
from unittest.mock import patch

from config import settings

PRODUCTION = {"DEBUG": "false", "SECRET_KEY": "long-enough-and-random-0123456789-abcdefghijklmnopq"}


def demo_settings(**environment: str) -> dict[str, Any]:
    """Return every setting of config/settings.py, read again with these variables set."""
    with patch.dict(os.environ, environment):  # noqa: TID251
        found = runpy.run_path(settings.__file__)
    return {name: value for name, value in found.items() if name.isupper()}


def https_settings(**environment: str) -> dict[str, Any]:
    """Return production's settings of TLS and cookies, for a test to use."""
    names = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_")
    found = demo_settings(**PRODUCTION, **environment)
    return {name: value for name, value in found.items() if name.startswith(names)}

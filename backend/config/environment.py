"""Every variable that the environment may set; `.env.example` explains them."""

from __future__ import annotations

from typing import Any

import environ  # type: ignore[import-untyped]

from config.static import BASE_DIR


class Environment(environ.FileAwareEnv):  # type: ignore[misc]
    """NAME, or what is in the file that NAME_FILE names, as secrets are mounted in containers."""

    def get_value(self, *args: Any, **kwargs: Any) -> Any:
        value = super().get_value(*args, **kwargs)
        return value.rstrip("\r\n") if isinstance(value, str) else value


env = Environment(
    DEBUG=(bool, False),
    SECRET_KEY=(str, ""),
    SECRET_KEY_FALLBACKS=(list, []),
    DEMO_HOST=(str, "restsocialexample.com"),
    PORT=(int, 8000),
    MOCK_PROVIDERS_PORT=(int, 9400),
    MOCK_PROVIDERS_URL=(str, None),
    MOCK_PROVIDERS_API_URL=(str, None),
    DATABASE_URL=(str, f"sqlite:///{BASE_DIR / 'db.sqlite3'}"),
    DATABASE_PASSWORD=(str, ""),
    DATABASE_CONNECTIONS=(int, 5),
    REDIS_URL=(str, ""),
    COUNTERS_REDIS_URL=(str, ""),
    SPLIT=(bool, False),
    HTTPS=(bool, False),
    PROXIES=(int, 0),
    THROTTLE=(bool, True),
    HSTS_PRELOAD=(bool, False),
    LOG_FORMAT=(str, "text"),
    LISTEN=(str, "127.0.0.1"),
    THREADS=(int, 128),
)
# The tests read .env.example instead, so that no key of yours ever reaches a test.
env.read_env(BASE_DIR / env.str("ENV_FILE", default=".env"))

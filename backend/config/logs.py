"""What is logged and how, for Django and for gunicorn, which serves it."""

from __future__ import annotations

from typing import Any

FORMATTERS: dict[str, dict[str, Any]] = {
    "text": {
        "()": "demo.logs.WithoutQuery",
        "format": "{asctime} {levelname} {name} {message}",
        "style": "{",
    },
    "json": {
        "()": "demo.logs.JSONWithoutQuery",
        "format": "{asctime} {levelname} {name} {message}",
        "style": "{",
    },
}


def logging(kind: str) -> dict[str, Any]:
    """Return the configuration for `logging.config`, for lines of text or of JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": FORMATTERS[kind]},
        "filters": {"probes": {"()": "demo.logs.WithoutProbes"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "rest_social_auth": {"level": "INFO"},
            "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "django.request": {"level": "ERROR"},
            "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "gunicorn.access": {
                "handlers": ["console"],
                "filters": ["probes"],
                "level": "INFO",
                "propagate": False,
            },
        },
    }

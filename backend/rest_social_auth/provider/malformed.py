"""A provider's response that its backend class does not expect is an error of the provider."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthResponseError, ErrorStage, SocialAuthBaseException


@contextmanager
def malformed_if_unexpected(
    backend: BaseAuth[Any], stage: ErrorStage = "user_info"
) -> Iterator[None]:
    """Turn any error a backend class raises on an unexpected response into AuthResponseError.

    Errors from our own settings or database stay as they are.
    """
    try:
        yield
    except (SocialAuthBaseException, ImproperlyConfigured, DatabaseError, InterfaceError):
        raise
    except Exception as error:
        if backend.strategy.pipeline_error is error:  # type: ignore[attr-defined]
            raise  # a step of the pipeline failed, not the provider
        raise AuthResponseError(backend, code="malformed_response", stage=stage) from error

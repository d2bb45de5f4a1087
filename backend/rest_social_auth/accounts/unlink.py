"""Unlinking works without the provider: it may have been taken out of the settings since."""

from __future__ import annotations

from typing import Any

from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthConfigurationError

REVOKE = "social_core.pipeline.disconnect.revoke_tokens"


class NoLongerConfigured(BaseAuth[Any]):
    """Stands in for a provider that is not configured, and so cannot be asked to revoke tokens."""

    def run_pipeline(self, pipeline: list[str], *args: Any, **kwargs: Any) -> Any:
        return super().run_pipeline([step for step in pipeline if step != REVOKE], *args, **kwargs)


def backend_to_unlink(strategy: Any, provider: str) -> BaseAuth[Any]:
    """Return the provider's backend, or one that stands in for it if it is not configured."""
    try:
        found: BaseAuth[Any] = strategy.get_backend(provider)
    except AuthConfigurationError as error:
        if error.code != "backend_missing":
            raise
        found = NoLongerConfigured(strategy)
        found.name = provider
    return found

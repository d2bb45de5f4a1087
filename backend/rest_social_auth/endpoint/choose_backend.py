"""Which backend serves a request, and which parameters of the body it sees."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.module_loading import import_string
from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import OAuthAuth
from social_core.exceptions import AuthConfigurationError
from social_core.utils import setting_name
from social_django.strategy import DjangoStrategy
from social_django.utils import STORAGE

from rest_social_auth.conf import conf
from rest_social_auth.strategy import DRFStrategy

# Credentials that no callback contains: a body could only use them to replace the server's own.
NEVER_FROM_THE_BODY = {"access_token", "oauth_token_secret", "redirect_state"}
# Except when the provider signs them, with all parameters that it launches the application with.
SIGNED_BY = {"vk-app": {"access_token"}}


@cache
def for_rest(strategy: type[DjangoStrategy]) -> type[DRFStrategy]:
    """Return the project's strategy as if it were derived from DRFStrategy.

    This way, one strategy written for social_django's pages serves the API as well.
    """
    if issubclass(strategy, DRFStrategy):
        return strategy
    if issubclass(DRFStrategy, strategy):
        return DRFStrategy
    return type(strategy.__name__, (strategy, DRFStrategy), {"__module__": strategy.__module__})


def load_strategy(request: Request | None = None) -> DRFStrategy:
    return for_rest(import_string(conf.strategy))(import_string(STORAGE), request)


def decorate_request(request: Any, backend: str) -> None:
    """Set `request.strategy` and `request.backend` for the provider of that name.

    Raises AuthConfigurationError `backend_missing` if no such OAuth provider is configured.
    """
    request.strategy = request.social_strategy = load_strategy(request)
    found: BaseAuth[Any] = request.strategy.get_backend(backend)
    if not isinstance(found, OAuthAuth):
        raise AuthConfigurationError(found, code="backend_missing", stage="begin")
    request.backend = found


def request_data(provider: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return what social-core may read of the body: everything but credentials.

    Steps of the pipeline see numbers, booleans and lists as well; backend classes see text only.
    """
    if provider in SIGNED_BY:
        dropped = NEVER_FROM_THE_BODY - SIGNED_BY[provider]
        return {
            name: value
            for name, value in body.items()
            if name not in dropped and isinstance(value, str)
        }
    return {name: value for name, value in body.items() if name not in NEVER_FROM_THE_BODY}


def check_key(backend: Any) -> None:
    """Raise AuthConfigurationError `missing_setting` if the provider has no key.

    Classes that look up their key with their own method are skipped.
    """
    plain = type(backend).get_key_and_secret is OAuthAuth.get_key_and_secret
    if plain and not backend.setting("KEY"):
        raise AuthConfigurationError(
            backend,
            code="missing_setting",
            parameter=setting_name(backend.name, "KEY"),
            stage="begin",
        )

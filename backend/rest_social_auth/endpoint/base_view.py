"""What every endpoint here does: read the input, find the backend, answer failures as problems."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.http.response import HttpResponseBase
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from social_core.backends.base import BaseAuth
from social_core.backends.oauth import OAuthAuth
from social_core.exceptions import AuthConfigurationError
from social_core.utils import get_strategy
from social_django.strategy import DjangoStrategy
from social_django.utils import STORAGE

from rest_social_auth.conf import conf
from rest_social_auth.endpoint.origins import check_origin
from rest_social_auth.errors import problem_handler
from rest_social_auth.provider.record import server_timing
from rest_social_auth.throttling import SocialThrottle, check_size

logger = logging.getLogger("rest_social_auth")

# Credentials that no callback carries: from a body they could only replace the server's own.
NEVER_FROM_THE_BODY = {"access_token", "oauth_token_secret", "redirect_state"}
# But where the provider signs them, with all the parameters that it starts an application with.
SIGNED_BY = {"vk-app": {"access_token"}}


def load_strategy(request: Request | None = None) -> DjangoStrategy:
    strategy: DjangoStrategy = get_strategy(conf.strategy, STORAGE, request)  # type: ignore[assignment]
    return strategy


def decorate_request(request: Any, backend: str) -> None:
    """Set `request.strategy` and `request.backend`, by the provider's name.

    Raises AuthConfigurationError `backend_missing` where no OAuth provider of that name is set up.
    """
    request.strategy = request.social_strategy = load_strategy(request)
    found: BaseAuth[Any] = request.strategy.get_backend(backend)
    if not isinstance(found, OAuthAuth):
        raise AuthConfigurationError(found, code="backend_missing", stage="begin")
    request.backend = found


class ProviderView(GenericAPIView[Any]):
    permission_classes: Sequence[type[BasePermission]] = (AllowAny,)
    rate_scope = "social-login"  # of DEFAULT_THROTTLE_RATES
    metadata_class = None  # OPTIONS would describe the user's model to everybody

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        self.started = perf_counter()
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Stop what may not come in, before a body is read or anybody asked who is signed in."""
        if request.method not in SAFE_METHODS:
            check_origin(request)
            check_size(request)
        super().initial(request, *args, **kwargs)

    def get_throttles(self) -> list[BaseThrottle]:
        return [SocialThrottle(), *super().get_throttles()]

    def perform_authentication(self, request: Request) -> None:
        """Leave it out: who is signed in decides nothing here, unless `request.user` is asked."""

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return problem_handler

    def set_backend(self, request: Request) -> dict[str, Any]:
        """Read the body and find its provider; return the body.

        Raises ValidationError where the body is no object, has a field twice, or names no provider.
        """
        data = self.get_serializer_in_data()
        provider = self.get_provider_name(data)
        if not isinstance(provider, str) or not provider:
            raise ValidationError({"provider": ["Name the provider."]}, code="required")
        self.set_input_data(request, data)
        decorate_request(request, provider)
        return data

    def get_serializer_in_data(self) -> dict[str, Any]:
        """Return the body as a dictionary. Override it where your page names things differently."""
        data = self.request.data
        if isinstance(data, QueryDict):
            twice = [name for name, values in data.lists() if len(values) > 1]
            if twice:
                raise ValidationError({name: ["Send it once."] for name in twice})
            return data.dict()
        if not isinstance(data, dict):
            raise ValidationError("Send an object.")
        return dict(data)

    def get_provider_name(self, input_data: dict[str, Any]) -> Any:
        return self.kwargs.get("provider") or input_data.get("provider")

    def set_input_data(self, request: Any, auth_data: dict[str, Any]) -> None:
        """Set what social-core will read as the callback's parameters: text, as in any callback."""
        signed = SIGNED_BY.get(self.get_provider_name(auth_data), set())
        dropped = NEVER_FROM_THE_BODY - signed
        request.auth_data = {
            key: value
            for key, value in auth_data.items()
            if key not in dropped and isinstance(value, str)
        }

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        backend = getattr(request, "backend", None)
        if settings.DEBUG and backend is not None:
            answer["Server-Timing"] = server_timing(backend.calls)
        self.log(request, answer)
        return answer

    def log(self, request: Any, response: HttpResponseBase) -> None:
        """Write one line per attempt: no code, token or secret, nothing that a provider said."""
        failed = response.status_code >= 400
        if failed and not conf.log_auth_exceptions:
            return
        body = getattr(response, "data", None) or {}
        backend = getattr(request, "backend", None)
        logger.log(
            logging.WARNING if failed else logging.INFO,
            "%s provider=%s status=%s code=%s stage=%s ms=%.0f request=%s",
            type(self).__name__,
            backend.name if backend is not None else "-",
            response.status_code,
            body.get("code", "-") if failed else "ok",
            body.get("stage", "-") if failed else "-",
            (perf_counter() - self.started) * 1000,
            getattr(request, "request_id", "-"),
        )

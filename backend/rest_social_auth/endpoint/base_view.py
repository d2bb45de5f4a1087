"""What every endpoint here does: read the body, find the backend, log, respond with problems."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from social_core.exceptions import SocialAuthBaseException

from rest_social_auth.conf import conf
from rest_social_auth.endpoint.attempt_log import log_attempt
from rest_social_auth.endpoint.choose_backend import check_key, decorate_request, request_data
from rest_social_auth.endpoint.credentials import forgiving
from rest_social_auth.endpoint.guard import GuardedView
from rest_social_auth.provider.record import server_timing

if not apps.is_installed("rest_social_auth"):
    raise ImproperlyConfigured(
        "Add rest_social_auth to INSTALLED_APPS: without it, calls to providers have no deadline, "
        "mock providers are not used, and `manage.py check` reports nothing."
    )


class ProviderNotNamed(ValidationError):
    pass


class ProviderView(GuardedView, GenericAPIView[Any]):
    permission_classes: Sequence[type[BasePermission]] = (AllowAny,)
    rate_scope = "social-login"  # of DEFAULT_THROTTLE_RATES
    pagination_class = None  # the lists are short
    filter_backends = ()
    failure: Exception | None = None

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        self.started = perf_counter()
        made = super().initialize_request(request, *args, **kwargs)
        if AllowAny in self.permission_classes:
            made.authenticators = forgiving(made.authenticators)
        return made

    def perform_authentication(self, request: Request) -> None:
        """Skip it: nothing here depends on who is signed in, unless a view asks `request.user`."""

    def handle_exception(self, exc: Exception) -> Response:
        self.failure = exc
        if isinstance(exc, SocialAuthBaseException | ProviderNotNamed):
            return self.respond_error(exc)
        return super().handle_exception(exc)

    def respond_error(self, error: Exception) -> Response:
        """Return the response to a sign-in that failed. Override it to change that response."""
        if conf.log_auth_exceptions:
            self.log_exception(error)
        return super().handle_exception(error)

    def log_exception(self, error: Exception) -> None:
        """Override it to report a failed sign-in elsewhere as well as in the log."""

    def get_queryset(self) -> Any:
        """Return nothing; the browsable API calls it, to draw filters beside a list."""
        return ()

    def set_backend(self, request: Request) -> dict[str, Any]:
        """Find the backend of the provider that the URL or the body names; return the body.

        Raises ValidationError if the body is not an object, repeats a field or names no provider,
        AuthConfigurationError if the provider is unknown or has no key.
        """
        data = filled_in(self.get_serializer_in_data())
        provider = self.get_provider_name(data)
        if not isinstance(provider, str) or not provider:
            raise ProviderNotNamed({"provider": ["Name the provider."]}, code="required")
        self.set_input_data(request, request_data(provider, data))
        decorate_request(request, provider)
        check_key(self.backend)
        return data

    @property
    def backend(self) -> Any:
        """The social-core backend of this request, once `set_backend` has found it."""
        return self.request.backend  # type: ignore[attr-defined]

    def redirect_uri(self) -> str | None:
        return self.get_redirect_uri(self.backend.data.get("redirect_uri"))

    def get_redirect_uri(self, manual_redirect_uri: str | None) -> str | None:
        """Return the redirect URI to use, given the body's; None leaves it to the other settings.

        Override it to decide by the request. A flow ends with the one it began with.
        """
        return manual_redirect_uri or conf.oauth_absolute_redirect_uri

    def get_serializer_in_data(self) -> dict[str, Any]:
        """Return the body as a dictionary. Override it if your page names things differently."""
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
        """Set what social-core and the pipeline will read as the request's data."""
        request.auth_data = auth_data

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        backend = getattr(request, "backend", None)
        if settings.DEBUG and backend is not None:
            response["Server-Timing"] = server_timing(backend.calls)
        if backend is not None:
            backend.strategy.flows.set_cookies(response)
        log_attempt(self, request, response)
        return response


def filled_in(data: dict[str, Any]) -> dict[str, Any]:
    """Return `data` without `null` values and without a form's empty fields."""
    return {name: value for name, value in data.items() if value is not None and value != ""}

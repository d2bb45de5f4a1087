"""The app's settings, in one table: typed, and read when used, so that they may change."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.conf import settings
from social_core.utils import setting_name


class Conf:
    @property
    def strategy(self) -> str:
        """Dotted path of the social-core strategy."""
        path: str = getattr(
            settings, setting_name("STRATEGY"), "rest_social_auth.strategy.DRFStrategy"
        )
        return path

    @property
    def oauth_redirect_uri(self) -> str:
        """Where providers send the person back to: a path, or the name of a URL.

        The URL gets the provider's name as its argument.
        """
        uri: str = getattr(settings, "REST_SOCIAL_OAUTH_REDIRECT_URI", "/")
        return uri

    @property
    def oauth_absolute_redirect_uri(self) -> str | None:
        """The whole redirect URI, for every provider; wins over the path and the origin."""
        uri: str | None = getattr(settings, "REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI", None)
        return uri

    @property
    def domain_from_origin(self) -> bool:
        """Join the path to the page's `Origin` rather than to the API's own host."""
        return bool(getattr(settings, "REST_SOCIAL_DOMAIN_FROM_ORIGIN", True))

    @property
    def redirect_uris(self) -> Collection[str] | None:
        """The only redirect URIs allowed, letter by letter (RFC 9700 §2.1); None allows any."""
        uris: Sequence[str] | None = getattr(settings, "REST_SOCIAL_REDIRECT_URIS", None)
        return uris

    @property
    def require_state(self) -> bool:
        """Refuse a code whose flow did not begin at this server, in this browser."""
        return bool(getattr(settings, "REST_SOCIAL_REQUIRE_STATE", False))

    @property
    def recent_sign_in(self) -> int | None:
        """Seconds for which a sign-in is recent enough to link or unlink; None asks for none."""
        seconds: int | None = getattr(settings, "REST_SOCIAL_RECENT_SIGN_IN", 600)
        return seconds

    @property
    def log_auth_exceptions(self) -> bool:
        """Log a line for each sign-in that failed."""
        return bool(getattr(settings, "REST_SOCIAL_LOG_AUTH_EXCEPTIONS", True))

    @property
    def verbose_errors(self) -> bool:
        """Add social-core's own sentence to a problem, as `reason`. Never the provider's text."""
        return bool(getattr(settings, "REST_SOCIAL_VERBOSE_ERRORS", False))

    @property
    def keep_provider_tokens(self) -> bool:
        """Store the provider's tokens in `extra_data`, in the clear, as social-core does."""
        return bool(getattr(settings, "REST_SOCIAL_KEEP_PROVIDER_TOKENS", True))

    @property
    def featured_providers(self) -> Sequence[str] | None:
        """Names of the providers to list where none is searched for, in order; None lists all."""
        names: Sequence[str] | None = getattr(settings, "REST_SOCIAL_FEATURED_PROVIDERS", None)
        return names

    @property
    def mock_url(self) -> str | None:
        """Where the browser finds the mock providers; None where every provider is real."""
        url: str | None = getattr(settings, "REST_SOCIAL_MOCK_URL", None)
        return url

    @property
    def mock_api_url(self) -> str | None:
        """Where this server finds the mock providers, if not at `mock_url` (containers)."""
        url: str | None = getattr(settings, "REST_SOCIAL_MOCK_API_URL", None)
        return url or self.mock_url

    @property
    def mocked_providers(self) -> Collection[str]:
        """Names of the providers that the mocks stand in for."""
        if not self.mock_url:
            return frozenset()
        names: Collection[str] = getattr(settings, "REST_SOCIAL_MOCKED_PROVIDERS", ())
        return names


conf = Conf()

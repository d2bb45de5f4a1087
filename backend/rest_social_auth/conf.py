"""The app's settings in one table, read on every access, so that they may change at any time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from social_core.utils import setting_name

T = TypeVar("T")


class Setting(Generic[T]):
    """The value of a Django setting, or its default."""

    def __init__(self, name: str, default: T) -> None:
        self.name, self.default = name, default

    def __get__(self, instance: object, owner: type) -> T:
        value: T = getattr(settings, self.name, self.default)
        return value


class Conf:
    # Dotted path of the social-core strategy.
    strategy = Setting[str](setting_name("STRATEGY"), "rest_social_auth.strategy.DRFStrategy")

    # Where providers send the browser back to: a path, or the name of a URL that accepts the
    # provider's name as its argument.
    oauth_redirect_uri = Setting[str]("REST_SOCIAL_OAUTH_REDIRECT_URI", "/")
    # The complete redirect URI, for every provider; overrides the path and the origin.
    oauth_absolute_redirect_uri = Setting[str | None](
        "REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI", None
    )
    # Join the path to the page's `Origin` rather than to the API's own host.
    domain_from_origin = Setting[bool]("REST_SOCIAL_DOMAIN_FROM_ORIGIN", True)
    # The only redirect URIs allowed, compared exactly (RFC 9700 §2.1); None allows any.
    redirect_uris = Setting[Collection[str] | None]("REST_SOCIAL_REDIRECT_URIS", None)

    # Values of `prompt` that a page may ask for; these only add a question.
    begin_prompts = Setting[Collection[str]](
        "REST_SOCIAL_BEGIN_PROMPTS", ("login", "consent", "select_account")
    )

    # Reject a code if its flow did not begin at this server, in this browser.
    require_state = Setting[bool]("REST_SOCIAL_REQUIRE_STATE", False)
    # Seconds for which a sign-in is recent enough to link or unlink; None requires none.
    recent_sign_in = Setting[int | None]("REST_SOCIAL_RECENT_SIGN_IN", 600)
    # Store the provider's tokens in `extra_data`, unencrypted, as social-core does.
    keep_provider_tokens = Setting[bool]("REST_SOCIAL_KEEP_PROVIDER_TOKENS", True)

    # Send Django's `user_logged_in`, which updates `last_login`, with every kind of sign-in. If
    # False, each kind does what the login view of its own library does.
    send_user_logged_in = Setting[bool]("REST_SOCIAL_SEND_USER_LOGGED_IN", False)

    # Log a line for each sign-in that fails.
    log_auth_exceptions = Setting[bool]("REST_SOCIAL_LOG_AUTH_EXCEPTIONS", True)
    # Add `parameter` and the provider's own error code to problems. Never the provider's text.
    verbose_errors = Setting[bool]("REST_SOCIAL_VERBOSE_ERRORS", False)

    # Concurrent calls that one process may make to one host, so that a provider that hangs leaves
    # threads for the others; fewer than the server's threads.
    calls_at_once = Setting[int]("REST_SOCIAL_CALLS_AT_ONCE", 32)

    # Names of the providers to list if none is searched for, in order; None lists all.
    featured_providers = Setting[Sequence[str] | None]("REST_SOCIAL_FEATURED_PROVIDERS", None)

    # Hosts that a provider may refer us to although they are inside this network or lack TLS.
    trusted_provider_hosts = Setting[Collection[str]]("REST_SOCIAL_TRUSTED_PROVIDER_HOSTS", ())

    # Where the browser finds the mock providers; None if every provider is real.
    mock_url = Setting[str | None]("REST_SOCIAL_MOCK_URL", None)
    _mock_api_url = Setting[str | None]("REST_SOCIAL_MOCK_API_URL", None)
    _mocked_providers = Setting[Collection[str]]("REST_SOCIAL_MOCKED_PROVIDERS", ())

    @property
    def mock_api_url(self) -> str | None:
        """Where this server finds the mock providers, if not at `mock_url` (in containers)."""
        return self._mock_api_url or self.mock_url

    @property
    def mocked_providers(self) -> Collection[str]:
        """Names of the providers that the mocks stand in for."""
        return self._mocked_providers if self.mock_url else ()


conf = Conf()

# The constants of rest-social-auth 10's views, which read them once; here each use reads them.
CONSTANTS = {
    "REDIRECT_URI": "oauth_redirect_uri",
    "DOMAIN_FROM_ORIGIN": "domain_from_origin",
    "LOG_AUTH_EXCEPTIONS": "log_auth_exceptions",
    "VERBOSE_ERRORS": "verbose_errors",
    "STRATEGY": "strategy",
}


def constant(name: str) -> Any:
    """Return the value of such a constant, as the `__getattr__` of the module `views`."""
    if name in CONSTANTS:
        return getattr(conf, CONSTANTS[name])
    raise AttributeError(f"module 'rest_social_auth.views' has no attribute {name!r}")


@cache
def name_in_settings(name: str, provider: str) -> str | None:
    """Return the name under which the project has set it, if it has.

    The result is cached, because a sign-in reads some thirty settings, most of them unset, and
    social-core needs 50 µs to find nothing: a tenth of the time that a sign-in takes.
    """
    names = [setting_name(name), name]
    if provider:
        names.insert(0, setting_name(provider, name))
    return next((each for each in names if hasattr(settings, each)), None)


@receiver(setting_changed)
def forget_names_in_settings(**kwargs: Any) -> None:
    """Clear the cache after `override_settings` or pytest's `settings` have changed one."""
    name_in_settings.cache_clear()

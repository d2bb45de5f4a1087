"""What a check consists of, and how it looks up settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils.module_loading import import_string
from social_core.backends.oauth import OAuthAuth


class Rule(NamedTuple):
    id: str
    broken: Callable[[], object]  # what is wrong, for the message's `{}`; or a falsy value
    message: str
    hint: str

    def check(self, kind: type[Error | Warning]) -> Iterable[CheckMessage]:
        if found := self.broken():
            yield kind(self.message.format(found), hint=self.hint, id=f"rest_social_auth.{self.id}")


def provider_classes() -> list[type[OAuthAuth[Any]]]:
    """Return the OAuth classes that AUTHENTICATION_BACKENDS lists."""
    classes = map(import_string, settings.AUTHENTICATION_BACKENDS)
    return [each for each in classes if issubclass(each, OAuthAuth)]


def is_address(uri: object) -> bool:
    """Return True if `uri` is a complete http(s) URL that may be a redirect URI (RFC 9700 §2.1)."""
    parts = urlsplit(uri) if isinstance(uri, str) else urlsplit("")
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not {*str(uri)} & {*"?#*"}


def named(suffix: str) -> dict[str, Any]:
    """Return social-core's settings with this suffix, including a provider's own."""
    names = (name for name in dir(settings) if name.startswith("SOCIAL_AUTH_"))
    return {name: getattr(settings, name) for name in names if name.endswith(suffix)}


def set_to(suffix: str, value: object) -> str | None:
    """Return the name of a social-core setting with this suffix and value, ignoring case."""
    return next((name for name, found in named(suffix).items() if small(found) == value), None)


def small(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def pipeline_step(step: str) -> str | None:
    """Return the name of a pipeline setting that contains this step."""
    names = (n for n in dir(settings) if n.startswith("SOCIAL_AUTH_") and n.endswith("PIPELINE"))
    return next(
        (n for n in names if any(s.endswith(step) for s in getattr(settings, n) or ())), None
    )


def jwt(name: str) -> Any:
    return getattr(settings, "SIMPLE_JWT", {}).get(name)

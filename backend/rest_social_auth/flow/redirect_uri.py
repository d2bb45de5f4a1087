"""Choose a flow's redirect URI, and check that it is allowed (RFC 6749 §3.1.2, RFC 9700 §2.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import reverse
from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthInputError

from rest_social_auth.conf import conf
from rest_social_auth.endpoint.origins import trusted_origin


def default_path(provider: str) -> str:
    """Return the configured path of the callback; a URL name is resolved with the provider."""
    path = conf.oauth_redirect_uri
    if path.startswith(("/", "http://", "https://")):
        return path
    return reverse(path, args=(provider,))


def choose_redirect_uri(request: Request, backend: BaseAuth[Any], asked: str | None) -> str:
    """Return the first of: the body's, the absolute setting, origin + path, host + path.

    Raises AuthInputError `redirect_uri_not_allowed` if it is not on the project's list.
    """
    path = default_path(backend.name)
    chosen = asked or conf.oauth_absolute_redirect_uri
    origin = trusted_origin(request) if conf.domain_from_origin else None
    if not chosen and origin and urlsplit(origin).netloc:
        chosen = urljoin(origin, urlsplit(path).path)
    if not chosen:
        chosen = backend.strategy.absolute_uri(path)  # knows SOCIAL_AUTH_REDIRECT_IS_HTTPS
    chosen = request.build_absolute_uri(chosen)
    if not is_allowed(chosen):
        raise AuthInputError(
            backend,
            code="redirect_uri_not_allowed",
            parameter="redirect_uri",
            stage="begin",
            context={"redirect_uri": chosen},
        )
    return chosen


def is_allowed(uri: str) -> bool:
    """Return True if `uri` is exactly on the project's list, or if the project has no list."""
    return conf.redirect_uris is None or uri in conf.redirect_uris

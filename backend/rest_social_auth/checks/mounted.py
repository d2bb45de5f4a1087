"""Which of this app's views a project has mounted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver


def is_mounted(*names: str) -> bool:
    """Return True if one of our views with such a name, or a subclass of it, has a URL."""
    wanted = {f"rest_social_auth.{name}" for name in names}
    return bool(wanted & ancestors(settings.ROOT_URLCONF))


def is_module_mounted(module: str) -> bool:
    """Return True if the views of `module` have URLs."""
    return module in {each.callback.__module__ for each in patterns(get_resolver())}


def mounted_views() -> set[Any]:
    """Return our view classes, and subclasses of them, that have a URL."""
    views = (getattr(each.callback, "cls", None) for each in patterns(get_resolver()))
    return {
        view for view in views if view is not None and any(is_ours(kind) for kind in view.__mro__)
    }


def is_ours(kind: type) -> bool:
    return kind.__module__.startswith("rest_social_auth.")


@cache
def ancestors(urlconf: str) -> frozenset[str]:
    """Return all of our classes that the mounted views derive from."""
    views = (getattr(each.callback, "cls", None) for each in patterns(get_resolver(urlconf)))
    return frozenset(
        f"rest_social_auth.{kind.__name__}"
        for view in views
        if view is not None
        for kind in view.__mro__
        if is_ours(kind)
    )


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    each: Any
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each

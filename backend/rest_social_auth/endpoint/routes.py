"""URL patterns of a login endpoint; the provider and the trailing slash are optional."""

from __future__ import annotations

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, re_path
from django.views import View

PROVIDER = r"(?P<provider>[a-zA-Z0-9_.-]+)"


def login_routes(path: str, view: type[View], name: str) -> list[URLPattern]:
    """Return the routes below `social/`; `reverse(name)` gives the one with the slash."""
    handler = view.as_view()
    undescribed = view.as_view(schema=None)  # one URL is enough in a description of the API
    return [
        re_path(rf"^social/{path}$", handler, name=name),
        re_path(rf"^social/{path}{PROVIDER}/?$", handler, name=name),
        re_path(rf"^social/{path.rstrip('/')}$", undescribed),
    ]


def require(module: str, *, package: str, include: str) -> None:
    """Raise ImproperlyConfigured if the package that the include's tokens come from is missing."""
    if find_spec(module) is None:
        raise ImproperlyConfigured(f"{include} needs: pip install {package}")

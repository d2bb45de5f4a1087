"""Serve the page with its API on another domain (`make demo SPLIT=1`).

Your own static page would contain its API's URL; this one is served both ways.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

SAME_ORIGIN = '<meta name="api" content="/api/">'


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    host = request.get_host()
    if host.partition(":")[0] in settings.API_HOSTS:
        raise Http404  # the API has no page
    address = f"{request.scheme}://api.{host}/api/"
    html = (settings.FRONTEND_DIR / "index.html").read_text()
    return HttpResponse(html.replace(SAME_ORIGIN, SAME_ORIGIN.replace("/api/", address)))


@require_safe
def one_tap(request: HttpRequest) -> HttpResponse:
    """Lead the page to the mock provider, which stands in for Google's script."""
    if not settings.REST_SOCIAL_MOCK_URL:
        raise Http404
    sdk = f"{settings.REST_SOCIAL_MOCK_URL}/_sdk/google-oauth2"
    return HttpResponseRedirect(f"{sdk}?{request.GET.urlencode()}")


@require_safe
@never_cache
def other_version(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file that was requested by another version's name.

    While an update runs, the page may come from one version and its files from the other.
    """
    return serve(request, path, document_root=str(settings.FRONTEND_DIR))

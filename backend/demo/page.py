"""Serve the page with its API on another domain (`make demo SPLIT=1`).

Your own static page would contain its API's address; this one is served in both ways.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

SAME_ORIGIN = '<meta name="api" content="/api/">'


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    host = request.get_host()
    if host.partition(":")[0] in settings.API_HOSTS:
        raise Http404  # the API has no page
    address = f"{request.scheme}://api.{host}/api/"
    html = (settings.FRONTEND_DIR / "index.html").read_text()
    return HttpResponse(html.replace(SAME_ORIGIN, SAME_ORIGIN.replace("/api/", address)))

"""The callback page, at a separate URL for each provider.

So a response from one provider can never pass for another's (mix-up, RFC 9700 §4.4.2).
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the provider posts from its own site, and nothing changes here
@never_cache
def callback(request: HttpRequest, provider: str) -> HttpResponse:
    if request.method == "POST":
        # `response_mode=form_post`. In the fragment it reaches the page, but no log.
        parameters = urlencode(request.POST.dict())
        return HttpResponse(
            status=303, headers={"Location": f"{request.path}#form_post&{parameters}"}
        )
    return HttpResponse((settings.FRONTEND_DIR / "popup" / "callback.html").read_bytes())

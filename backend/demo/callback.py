"""The callback page, at an address of its own for each provider.

So an answer of one provider can never pass for another's (mix-up, RFC 9700 §4.4.2).
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def callback(request: HttpRequest, provider: str) -> HttpResponse:
    return HttpResponse((settings.FRONTEND_DIR / "popup" / "callback.html").read_bytes())

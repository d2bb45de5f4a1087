"""The documents whose examples the page shows, so people copy what the tests run."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

DOCUMENTS = {
    "README.md": "README.md",
    "rest_social_auth.md": "backend/rest_social_auth/README.md",
    "env.example": ".env.example",
}


@require_safe
def document(request: HttpRequest, name: str) -> HttpResponse:
    if name not in DOCUMENTS:
        raise Http404
    text = (settings.BASE_DIR / DOCUMENTS[name]).read_bytes()
    return HttpResponse(text, content_type="text/plain; charset=utf-8")

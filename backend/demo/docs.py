"""The API's description: the committed OpenAPI document, and Swagger UI for people."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from rest_social_auth.endpoint.guard import GuardedView


class SchemaView(GuardedView):
    """Serves backend/openapi.yaml, which a test compares with what the views generate.

    Generating it takes half a second, and drf-spectacular cannot do that in two concurrent threads
    in a new process.
    """

    schema = None  # the document does not describe itself
    permission_classes = (AllowAny,)
    rate_scope = "docs"

    def get(self, request: Request) -> HttpResponse:
        document = (settings.BASE_DIR / "backend" / "openapi.yaml").read_bytes()
        return HttpResponse(document, content_type="application/yaml")


# Swagger UI needs inline styles and data: images, which no other page may use.
docs = csp(
    {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [NONE],
    }
)(SpectacularSwaggerSplitView.as_view(url_name="schema"))

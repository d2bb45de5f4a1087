"""The API's description for people: Swagger UI, with the policy that it needs and no other has."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from drf_spectacular.views import SpectacularSwaggerSplitView

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

"""Headers set on every response, whether from a view, WhiteNoise or Django itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from csp.constants import HEADER as POLICY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

CALLBACK = re.compile(r"/popup/callback[^/]*\.html")

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # a callback's URL contains a code
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), "
        "usb=()"
    ),
}
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
ONE_SCRIPT = (
    f"{NOTHING}; script-src 'self'; img-src data:; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


class SafeHeaders:
    """The first middleware, so that it sees every response, including failures of the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in EVERYWHERE.items():
            response.setdefault(name, value)
        if request.path.startswith("/api/"):
            patch_vary_headers(response, ("Origin", "Cookie"))
            response.setdefault("Cache-Control", "no-store")
            if not hasattr(response, "_csp_config"):  # the docs have their own policy
                response[POLICY] = NOTHING
        elif CALLBACK.fullmatch(request.path):
            response["Cache-Control"] = "no-store"
            response[POLICY] = ONE_SCRIPT
        else:
            response.setdefault(POLICY, NOTHING)
        return response

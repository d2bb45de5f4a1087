"""Rate limits and a body size limit per client address, counted in the shared cache.

    REST_FRAMEWORK = {
        "DEFAULT_THROTTLE_RATES": {"social-begin": "30/min", "social-login": "20/min, 200/day"},
        "NUM_PROXIES": 0,
    }

A scope without a rate is not limited. Requests are counted before their body is read and before
a provider is called, whatever their outcome.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

# The scopes of the views here; a project may add its own.
SCOPES = ("social-begin", "social-login", "social-connections", "social-providers")


def check_size(request: Request | HttpRequest) -> None:
    """Raises RequestDataTooBig if the body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.

    Django looks at forms only, and REST framework reads JSON of any size.
    """
    largest, length = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, request.META.get("CONTENT_LENGTH")
    if largest is not None and length and int(length) > largest:
        raise RequestDataTooBig("The request's body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.")


class SocialThrottle(SimpleRateThrottle):
    """Allows several rates for the view's `rate_scope`, e.g. `"20/min, 200/day"`.

    REST framework's own throttle reads a list of times, changes it and writes it back, so that
    concurrent requests count as one. This one uses the cache's atomic increment.
    """

    def __init__(self) -> None:
        """Skip reading rates here: they depend on the view, and settings may change."""

    def allow_request(self, request: Request, view: Any) -> bool:
        scope: str = getattr(view, "rate_scope", "")
        rates = str(api_settings.DEFAULT_THROTTLE_RATES.get(scope) or "")
        ident = f"{scope}_{self.get_ident(request)}"
        # Count for each rate, even if one is exceeded already.
        waits = [self.count(rate.strip(), ident) for rate in rates.split(",") if rate.strip()]
        self.waits = [seconds for seconds in waits if seconds]
        return not self.waits

    def count(self, rate: str, ident: str) -> float:
        """Count a request; return the seconds to wait if it is one too many, else 0."""
        most, duration = self.parse_rate(rate)
        assert most is not None
        assert duration is not None
        window, passed = divmod(self.timer(), duration)
        key = self.cache_format % {"scope": f"{duration}_{window:.0f}", "ident": ident}
        self.cache.add(key, 0, duration)
        try:
            asked = self.cache.incr(key)
        except ValueError:  # the window ended between the two calls
            return 0
        return duration - passed if asked > most else 0

    def get_ident(self, request: Request) -> str:
        """Return the client address; for IPv6 its network, since one client has 2^64 addresses."""
        ident: str = super().get_ident(request) or ""
        try:
            address = ip_address(ident)
        except ValueError:
            return ident
        return address.exploded[:19] if isinstance(address, IPv6Address) else ident

    def wait(self) -> float:
        """Return the seconds until every exceeded rate allows another request."""
        return ceil(max(self.waits))

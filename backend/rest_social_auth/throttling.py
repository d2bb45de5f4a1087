"""Rate limits per client address and per user, counted in the shared cache.

    REST_FRAMEWORK = {
        "DEFAULT_THROTTLE_RATES": {"social-begin": "30/min", "social-login": "20/min, 200/day"},
        "NUM_PROXIES": 0,
    }

`social-linking` counts what one user links and unlinks from any address; the other scopes count
requests of one address. A scope without a rate is not limited. Requests are counted before their
body is read and before a provider is called, whatever their outcome. Refused ones do not count
against a longer rate.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Network, ip_address
from math import ceil
from typing import Any

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

# The scopes of the views here; a project may add its own.
SCOPES = (
    *("social-begin", "social-login", "social-me", "social-providers"),
    *("social-connections", "social-linking"),
    *("social-refresh", "social-sign-out", "social-sessions"),
)

NAT64 = IPv6Network("64:ff9b::/96")
# One customer may have a whole /48 of IPv6, which is 65,536 networks of /64, or an office a few:
# a /48 altogether may ask this many times as often as one /64.
SITE_TIMES = 16


class SocialThrottle(SimpleRateThrottle):
    """Allows several rates for the view's `rate_scope`, e.g. `"20/min, 200/day"`.

    A view whose `user_rate_scope` is set knows its user, whose changes are counted as well.

    REST framework's own throttle reads a list of times, changes it and writes it back, so that
    concurrent requests count as one. This one uses the cache's atomic increment.
    """

    def __init__(self) -> None:
        """Skip reading rates here: they depend on the view, and settings may change."""

    def allow_request(self, request: Request, view: Any) -> bool:
        self.waits = 0.0
        scope = getattr(view, "rate_scope", "")
        if api_settings.DEFAULT_THROTTLE_RATES.get(scope):  # else nobody has to know the address
            network = self.get_ident(request)
            sites = [(site, SITE_TIMES) for site in sites_of(network)]
            if not self.is_within(scope, [(network, 1), *sites]):
                return False
        scope = getattr(view, "user_rate_scope", "")
        if not scope or request.method in SAFE_METHODS:
            return True
        return self.is_within(scope, [(str(request.user.pk), 1)])

    def is_within(self, scope: str, limited: list[tuple[str, int]]) -> bool:
        """Count a request for each of `limited`: who, and how many times the rate they may ask."""
        rates = str(api_settings.DEFAULT_THROTTLE_RATES.get(scope) or "")
        parsed = [self.parse_rate(rate.strip()) for rate in rates.split(",") if rate.strip()]
        # The shortest first: what the minute refuses must not use up the day.
        for most, seconds in sorted(parsed, key=lambda rate: rate[1] or 0):
            for ident, times in limited:
                self.waits = self.count((most or 0) * times, seconds or 1, f"{scope}_{ident}")
                if self.waits:
                    return False
        return True

    def count(self, most: int, duration: int, ident: str) -> float:
        """Count a request; return the seconds to wait if it is one too many, else 0."""
        window, passed = divmod(self.timer(), duration)
        key = self.cache_format % {"scope": f"{duration}_{window:.0f}", "ident": ident}
        self.cache.add(key, 0, duration)
        try:
            asked = self.cache.incr(key)
        except ValueError:  # the window ended between the two calls
            return 0
        return duration - passed if asked > most else 0

    def get_ident(self, request: Request) -> str:
        """Return the client address, or its network if it is an IPv6 address."""
        return client_network(super().get_ident(request) or "")

    def wait(self) -> float:
        """Return the seconds until the exceeded rate allows another request."""
        return ceil(self.waits)


def sites_of(network: str) -> list[str]:
    """Return the /48 around an IPv6 network, which one customer may have; nothing for IPv4."""
    return (
        [network[:14] + "::/48"] if re.fullmatch(r"([0-9a-f]{4}:){3}[0-9a-f]{4}", network) else []
    )


def client_network(text: str) -> str:
    """Return what of an address stays the same for one client: all of IPv4, /64 of IPv6.

    Some proxies append a port. IPv4 clients may appear as IPv6: mapped (RFC 4291 §2.5.5.2), or
    behind NAT64 (RFC 6052 §2.1). All of them would share one /64 network.
    """
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return text
    if isinstance(address, IPv4Address):
        return str(address)
    if address in NAT64:
        return str(IPv4Address(address.packed[-4:]))
    return str(address.ipv4_mapped or address.exploded[:19])

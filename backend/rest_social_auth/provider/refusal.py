"""Hosts that no code or secret is sent to, whatever a discovery document or a profile says."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from rest_social_auth.conf import conf
from rest_social_auth.provider.call import caller

REMEDY = "to allow this, list it in REST_SOCIAL_TRUSTED_PROVIDER_HOSTS."
NAT64 = IPv6Network("64:ff9b::/96")


class Refused(Exception):
    """Our own refusal. Not an OSError, so that no library mistakes it for a network error."""


def refuse_plain(url: str) -> None:
    """Raise Refused if the call would be sent without TLS, which nobody has allowed."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not trusted(f"{parts.scheme}://{parts.hostname}"):
        raise Refused(f"{parts.hostname} would be called without TLS: {REMEDY}")


def is_internal(address: str) -> bool:
    """Return True if this IP address belongs to this machine or network."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or (ip_address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else ip)
    return not ip.is_global


def trusted(place: str) -> bool:
    """Return True if the current call may go to this host, even inside this network.

    With `http://` before it: if it may go there without TLS. Both are true in development, for
    social_django's own flow, and for what the project or the backend's class names. Hosts that only
    a provider names have to be public, and to have TLS.
    """
    who = caller.get()
    if who is None or who.mocked or settings.DEBUG:
        return True
    host = place.rpartition("/")[2]
    return host in conf.trusted_provider_hosts or place in named_places(who.__class__)


@cache
def named_places(backend: type) -> set[str]:
    """Return the hosts in the project's SOCIAL_AUTH_ settings, and in the class's constants.

    Each is there as it is, e.g. `login.example`, and with the scheme that is written before it.
    """
    set_by_project = (getattr(settings, n) for n in dir(settings) if n.startswith("SOCIAL_AUTH_"))
    constants = (getattr(backend, name) for name in dir(backend) if name.isupper())
    places: set[str] = set()
    for value in (*set_by_project, *constants):
        if isinstance(value, str):
            scheme, host = split(value)
            places |= {host, f"{scheme}://{host}"}
    return places


@receiver(setting_changed)
def forget_named_places(**kwargs: object) -> None:
    named_places.cache_clear()


def split(value: str) -> tuple[str, str]:
    """Return scheme and host of a URL. Other text may be a host name, and is returned as one."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return "", value
    return parts.scheme, parts.hostname or value

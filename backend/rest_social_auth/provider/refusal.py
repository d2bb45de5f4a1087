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

NAT64 = IPv6Network("64:ff9b::/96")


class Refused(Exception):
    """Our own refusal. Not an OSError, so that no library mistakes it for a network error."""


def refuse_plain(url: str) -> None:
    """Raise Refused if the call would be sent without TLS (RFC 9700 §2.6)."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not trusted(parts.hostname or ""):
        raise Refused(f"{parts.hostname} would be called without TLS: {REMEDY}")


def refuse_internal(host: str, address: str) -> None:
    """Raise Refused if `address`, of `host`, belongs to this machine or network."""
    if is_internal(address) and not trusted(host):
        raise Refused(f"{host} is inside this network: {REMEDY}")


REMEDY = "to allow this, list it in REST_SOCIAL_TRUSTED_PROVIDER_HOSTS."


def is_internal(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or (ip_address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else ip)
    return not ip.is_global


def trusted(host: str) -> bool:
    """Return True if the current call may go to this host wherever it is, with TLS or without.

    That is true in development, for social_django's own flow, and for the hosts that the project
    or the backend's class names. Hosts that only a provider names have to be public.
    """
    who = caller.get()
    if who is None or who.mocked or settings.DEBUG:
        return True
    return host in conf.trusted_provider_hosts or host in named_hosts(who.backend.__class__)


@cache
def named_hosts(backend: type) -> set[str]:
    """Return the hosts in the project's SOCIAL_AUTH_ settings, and in the class's constants."""
    set_by_project = (getattr(settings, n) for n in dir(settings) if n.startswith("SOCIAL_AUTH_"))
    constants = (getattr(backend, name) for name in dir(backend) if name.isupper())
    return {host_of(value) for value in (*set_by_project, *constants) if isinstance(value, str)}


@receiver(setting_changed)
def forget_named_hosts(**kwargs: object) -> None:
    named_hosts.cache_clear()


def host_of(value: str) -> str:
    """Return the host of a URL; other text is returned as it is, for it may be a host name."""
    try:
        return urlsplit(value).hostname or value
    except ValueError:
        return ""

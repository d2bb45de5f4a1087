"""Detours: an HTTP client keeps calling `https://api.github.com/user`, and the mock responds.

The address changes at the last moment, after signing, so OAuth 1 signatures, issuers and discovery
documents stay those of the real address. Each file needs its own HTTP library and nothing else.
"""

from __future__ import annotations


def mock_address(mock: str, url: str) -> str:
    """Return the mock's address for an https URL; other URLs unchanged."""
    if not url.startswith("https://"):
        return url
    return f"{mock.rstrip('/')}/{url.removeprefix('https://')}"

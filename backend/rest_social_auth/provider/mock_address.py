"""Without real keys, a provider's calls go to a mock provider, and nothing else changes.

The URL is changed at the last moment, after signing: `https://api.github.com/user` becomes
`http://providers.localhost:9400/api.github.com/user`. So OAuth 1 signatures, issuers and discovery
documents stay those of the real URL.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def mock_address(url: str, mock_url: str) -> str:
    """Return the URL at which the mock at `mock_url` serves `url`."""
    real, mock = urlsplit(url), urlsplit(mock_url)
    path = f"/{real.netloc}{real.path or '/'}"
    return urlunsplit((mock.scheme, mock.netloc, path, real.query, real.fragment))

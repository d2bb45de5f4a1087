"""Without real keys, a provider's calls end at a mock provider, and nothing else changes.

The address is changed at the last moment, after signing: `https://api.github.com/user` becomes
`http://providers.localhost:9400/api.github.com/user`. So OAuth 1 signatures, issuers and discovery
documents stay those of the real address.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def mock_address(url: str, mock_url: str) -> str:
    """Return where the mock at `mock_url` answers for `url`."""
    real, mock = urlsplit(url), urlsplit(mock_url)
    path = f"/{real.netloc}{real.path or '/'}"
    return urlunsplit((mock.scheme, mock.netloc, path, real.query, real.fragment))

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


def loopback(url: str) -> str:
    """Return `url`, a name below `localhost` turned into the address it has (RFC 6761 §6.3).

    Browsers know this rule; the system's resolver often does not.
    """
    parts = urlsplit(url)
    if not (parts.hostname or "").endswith(".localhost"):
        return url
    netloc = f"127.0.0.1:{parts.port}" if parts.port else "127.0.0.1"
    return urlunsplit(parts._replace(netloc=netloc))

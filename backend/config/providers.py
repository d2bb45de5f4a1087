"""Which providers the demo offers, and whether each is the real one or a mock."""

from __future__ import annotations

from collections.abc import Callable

BACKENDS = {
    "github": "social_core.backends.github.GithubOAuth2",
    "google-oauth2": "social_core.backends.google.GoogleOAuth2",
    "facebook": "social_core.backends.facebook.FacebookOAuth2",
    "twitter": "social_core.backends.twitter.TwitterOAuth",
}


def provider_settings(
    read: Callable[[str], str], *, mocks: bool
) -> tuple[dict[str, str], set[str]]:
    """Return social-core's settings for each provider, and the names of those that are mocked.

    `SOCIAL_AUTH_GITHUB_KEY` and `_SECRET` in the environment make GitHub the real one. Without them
    it is a mock where `mocks` is on, and not offered where it is off.
    """
    settings: dict[str, str] = {}
    mocked: set[str] = set()
    for name in BACKENDS:
        prefix = f"SOCIAL_AUTH_{name.upper().replace('-', '_')}"
        key, secret = read(f"{prefix}_KEY"), read(f"{prefix}_SECRET")
        if not key and mocks:
            key, secret = f"mock-{name}", f"mock-secret-{name}"
            mocked.add(name)
        settings |= {f"{prefix}_KEY": key, f"{prefix}_SECRET": secret}
    return settings, mocked

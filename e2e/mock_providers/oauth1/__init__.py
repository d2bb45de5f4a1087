"""OAuth 1.0a (RFC 5849)."""

from __future__ import annotations

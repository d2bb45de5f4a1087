"""OAuth 2.0 (RFC 6749) and what has been added to it."""

from __future__ import annotations

"""The provider's own API: who the access token belongs to."""

from __future__ import annotations

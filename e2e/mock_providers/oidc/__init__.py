"""OpenID Connect: id_tokens, keys and discovery."""

from __future__ import annotations

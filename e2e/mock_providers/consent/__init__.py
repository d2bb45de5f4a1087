"""The person's side: the consent page, the decision, and the callback."""

from __future__ import annotations

"""HTML: the consent page, the timeline and the small pages."""

from __future__ import annotations

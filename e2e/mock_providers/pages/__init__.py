"""HTML: the consent page, the timeline, and the few pages that nobody has to design twice."""

from __future__ import annotations

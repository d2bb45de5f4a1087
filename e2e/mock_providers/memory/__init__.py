"""What a running mock remembers: grants, planned faults, the timeline. Nothing is on disk."""

from __future__ import annotations

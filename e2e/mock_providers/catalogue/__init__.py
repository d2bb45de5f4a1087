"""What each provider is: its data file, its URLs, its formats, and the people it knows."""

from __future__ import annotations

"""What each provider is: its data file, its addresses, its formats, and the people it knows."""

from __future__ import annotations

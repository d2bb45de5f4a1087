"""A fair sample, or everything: `EXHAUSTIVE=1 make test`, as GitHub's workflow does."""

from __future__ import annotations

import os

EXHAUSTIVE = os.environ.get("EXHAUSTIVE", "0") != "0"

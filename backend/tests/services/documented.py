"""The commands of docs/operate.md, exactly as printed there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def commands(section: str) -> list[str]:
    """Return the section's blocks for the shell, in order."""
    text = (ROOT / "docs/operate.md").read_text()
    [found] = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    blocks = re.findall(r"^```sh\n(.*?)^```$", found, re.M | re.S)
    assert blocks, section
    return blocks

"""A fair sample, or everything: `EXHAUSTIVE=1 make test`, as GitHub's workflow does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import product

EXHAUSTIVE = os.environ.get("EXHAUSTIVE", "0") != "0"


def combined(*choices: Sequence[str]) -> list[tuple[str, ...]]:
    """Return combinations: all of them, or those of a Latin square.

    Of two lists, that is each choice at least once; of three, also each of the first beside each
    of the second.
    """
    numbered = product(*(list(enumerate(each)) for each in choices))
    return [
        tuple(choice for _, choice in each)
        for each in numbered
        if EXHAUSTIVE or sum(number for number, _ in each) % len(choices[-1]) == 0
    ]

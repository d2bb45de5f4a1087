"""Stand-ins for sign-in providers, in a process of their own.

Each provider is one JSON file in `data/`; one small engine plays them all, and plays honestly: it
refuses what the real one would refuse, and says why in words. `https://api.github.com/user` is
served at `/api.github.com/user`. Not a place for real people: whoever asks signs in as anybody.
"""

from __future__ import annotations

"""Mock sign-in providers, in a separate process.

Each provider is one JSON file in `data/`. One small engine serves them all and is as strict as they
are: it refuses what the real provider would refuse, and says why. `https://api.github.com/user` is
served at `/api.github.com/user`. Anyone can sign in as anyone.
"""

from __future__ import annotations

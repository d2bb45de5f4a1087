# SPDX-License-Identifier: MIT
"""Social login for Django REST framework. See README.md; .github/CHANGELOG.md has the changes."""

from __future__ import annotations

__version__ = "0.2.0"

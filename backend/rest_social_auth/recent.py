"""The former name of `permissions`, for projects that copied an earlier version of this app."""

from __future__ import annotations

from rest_social_auth.permissions import MAY_LINK, RecentSignIn

__all__ = ["MAY_LINK", "RecentSignIn"]

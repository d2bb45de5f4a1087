"""What a sign-in runs into if another request signs the same person in at the same moment."""

from __future__ import annotations

from django.db import IntegrityError
from social_core.exceptions import AuthAssociationError

from rest_social_auth.accounts.locks import RowGone

CONFLICTS = {"identity_in_use", "username_in_use", "email_in_use"}
DEADLOCKS = {"40001", "40P01"}  # in PostgreSQL; a project's own steps may lock in another order


def lost_a_race(error: Exception, *, links: bool) -> bool:
    """Return True if another attempt may succeed, now that the other request's rows exist."""
    if isinstance(error, AuthAssociationError):
        return error.code in CONFLICTS and not links  # another user's account stays theirs
    deadlock = getattr(error.__cause__, "sqlstate", None) in DEADLOCKS
    return deadlock or isinstance(error, IntegrityError | RowGone)

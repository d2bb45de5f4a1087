"""One order of locks: whoever changes how a user signs in holds the user's row first.

Signing in, linking, unlinking, renewing a token and signing out: of two at once, the second finds
what the first has left, and neither waits for a row while it holds one that the other waits for.
Each takes place in the database that the project's routers send these rows to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import DatabaseError, OperationalError, connections, router, transaction
from rest_framework.exceptions import PermissionDenied
from social_core.utils import user_is_active


class RowGone(OperationalError):
    """Somebody has deleted the row meanwhile. Whoever asks again finds what is there now."""


@contextmanager
def atomic_for(*models: Any) -> Iterator[None]:
    """One transaction for rows of these models; one for each database, if they are in several."""
    with ExitStack() as stack:
        for alias in dict.fromkeys(router.db_for_write(model) for model in models):
            stack.enter_context(transaction.atomic(using=alias))
        yield


def lock_user(users: Any, **which: Any) -> Any | None:
    """Return the user as they are now, and hold their row until the transaction ends."""
    rows = users._base_manager.using(router.db_for_write(users)).select_for_update()
    return next(iter(rows.filter(**which)), None)


@contextmanager
def user_locked(users: Any, **which: Any) -> Iterator[Any | None]:
    """Hold a user's row in a transaction; give the user, or None if there is none."""
    with atomic_for(users):
        yield lock_user(users, **which)


@contextmanager
def still_linked(user: Any) -> Iterator[None]:
    """Hold the user who has signed in, and their connection, while a token is made for them.

    So that whoever unlinks or deactivates at this moment ends that token too, or was faster: then
    raises PermissionDenied. Nobody could unlink what a new user has signed up with just now.
    """
    social = getattr(user, "social_user", None)
    if social is None or getattr(user, "is_new", False):
        yield
        return
    model = type(social)
    alias = router.db_for_write(model)
    # In this order: the user's row, then the connection's. Databases without OF lock both at once.
    of = ("user", "self") if connections[alias].features.has_select_for_update_of else ()
    with atomic_for(model):
        rows = model._base_manager.using(alias).select_related("user").select_for_update(of=of)
        fresh = next(iter(rows.filter(pk=social.pk)), None)
        if fresh is None or fresh.user_id != user.pk:
            raise login_incomplete()
        if not user_is_active(fresh.user):
            raise PermissionDenied("This account has been deactivated.", code="account_disabled")
        yield


def save_columns(row: Any, columns: Sequence[str]) -> None:
    """Write these columns. Raises RowGone if the row is, which a full save() would insert again."""
    try:
        row.save(update_fields=columns)
    except DatabaseError as error:
        if is_gone(error):
            raise RowGone(str(error)) from error
        raise


@contextmanager
def login_incomplete_if_gone() -> Iterator[None]:
    """Refuse a user whom somebody deletes in this moment, e.g. before `last_login` is written."""
    try:
        yield
    except DatabaseError as error:
        if is_gone(error):
            raise login_incomplete() from error
        raise


def is_gone(error: DatabaseError) -> bool:
    """Tell whether it is Django who says that no row was there to save, and not the database."""
    return type(error) is DatabaseError and error.__cause__ is None


def login_incomplete() -> PermissionDenied:
    return PermissionDenied("The sign-in was not completed.", code="login_incomplete")

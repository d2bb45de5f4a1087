"""One order of locks: code that changes how a user signs in locks the user's row first.

This applies to signing in, linking, unlinking, renewing a token and signing out. If two of them
run concurrently, the second sees what the first has written, and they cannot deadlock. Each runs
in the database that the project's routers choose for these rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.core import exceptions
from django.db import DatabaseError, OperationalError, connections, router, transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from rest_framework.exceptions import PermissionDenied
from social_core.utils import user_is_active

# What Django raises if there is no row to save; Django 5 raises a plain DatabaseError.
NOT_UPDATED: Any = getattr(exceptions, "ObjectNotUpdated", ())


class RowGone(OperationalError):
    """The row has been deleted in the meantime. A retry finds what is there now."""


@contextmanager
def atomic_for(*models: Any) -> Iterator[None]:
    """Open a transaction for rows of these models, in each database if they are in several."""
    with ExitStack() as stack:
        for alias in dict.fromkeys(router.db_for_write(model) for model in models):
            stack.enter_context(transaction.atomic(using=alias))
        yield


def lock_user(users: Any, *, using: str = "", **which: Any) -> Any | None:
    """Return the user as they are now, and lock their row until the transaction ends."""
    alias = using or router.db_for_write(users)
    # If the database supports it, the key is not locked, so that rows that refer to it can be
    # written at the same time, for example a token by code that does not know of this lock.
    no_key = connections[alias].features.has_select_for_no_key_update
    rows = users._base_manager.using(alias).select_for_update(no_key=no_key)
    return next(iter(rows.filter(**which)), None)


@contextmanager
def user_locked(users: Any, **which: Any) -> Iterator[Any | None]:
    """Lock a user's row in a transaction; yield the user, or None if there is none."""
    with atomic_for(users):
        yield lock_user(users, **which)


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def lock_user_to_delete(sender: Any, instance: Any, using: str, **kwargs: Any) -> None:
    """Make Django lock the user's row first, too; it would begin with rows that refer to it."""
    lock_user(sender, using=using, pk=instance.pk)


@contextmanager
def still_linked(user: Any) -> Iterator[None]:
    """Lock the row of the user who has signed in while a token is made for them.

    A concurrent request that unlinks the account or deactivates the user then either revokes the
    new token too, or was faster, in which case this raises PermissionDenied. A user who has only
    just signed up needs no lock, because nobody could have unlinked their account yet.
    """
    social = getattr(user, "social_user", None)
    if social is None or getattr(user, "is_new", False):
        yield
        return
    rows = type(social)._base_manager.using(router.db_for_write(type(social)))
    with user_locked(user.__class__, pk=user.pk) as fresh:
        if fresh is None or not rows.filter(pk=social.pk, user=fresh).exists():
            raise login_incomplete()
        if not user_is_active(fresh):
            raise account_disabled()
        yield


def save_columns(row: Any, columns: Sequence[str]) -> None:
    """Write these columns. Raises RowGone if the row is gone; a full save() would reinsert it."""
    try:
        row.save(update_fields=columns)
    except DatabaseError as error:
        if is_gone(error):
            raise RowGone(str(error)) from error
        raise


@contextmanager
def login_incomplete_if_gone() -> Iterator[None]:
    """Refuse a user who is deleted at this moment, e.g. before `last_login` is written."""
    try:
        yield
    except DatabaseError as error:
        if is_gone(error):
            raise login_incomplete() from error
        raise


def is_gone(error: DatabaseError) -> bool:
    """Return True if Django, rather than the database, reports that there was no row to save."""
    reported = type(error) is DatabaseError or isinstance(error, NOT_UPDATED)
    return reported and error.__cause__ is None


def account_disabled() -> PermissionDenied:
    return PermissionDenied("This account is not active here.", code="account_disabled")


def login_incomplete() -> PermissionDenied:
    return PermissionDenied("The sign-in was not completed.", code="login_incomplete")

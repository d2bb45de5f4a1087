"""The steps of a sign-in once the provider has responded, with as few SQL statements as possible.

This is the pipeline if SOCIAL_AUTH_PIPELINE is unset. social-core's own steps still contain the
logic; ours query the database once, write only the columns that have changed, and never write to a
row that has been deleted. They accept and return the same names as the steps that they replace, so
a project can mix both.
"""

from __future__ import annotations

from typing import Any

from django.db import router, transaction
from social_core.backends.base import BaseAuth
from social_core.pipeline.social_auth import social_user
from social_core.pipeline.user import create_user
from social_core.storage import UserMixin
from social_core.strategy import BaseStrategy

from rest_social_auth.accounts.allowed import refuse_gone, refuse_inactive
from rest_social_auth.accounts.changed_columns import changed_columns
from rest_social_auth.accounts.locks import atomic_for, lock_user, save_columns, user_locked

PIPELINE = (
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_names",
    "social_core.pipeline.social_auth.social_uid",
    "social_core.pipeline.social_auth.auth_allowed",
    "rest_social_auth.pipeline.find_connection",  # for social_user
    "rest_social_auth.partial.require_details",
    "social_core.pipeline.user.get_username",
    "rest_social_auth.pipeline.create",  # for create_user and associate_user
    "rest_social_auth.pipeline.keep_extra_data",  # for load_extra_data
    "rest_social_auth.pipeline.update_user",  # for user_details
)


def give_request(strategy: BaseStrategy[Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Hand the request to the steps that follow, as social-core did before 7.0."""
    return {"request": strategy.request}  # type: ignore[attr-defined]


def find_connection(
    backend: BaseAuth[Any], uid: str, user: Any = None, *args: Any, **kwargs: Any
) -> dict[str, Any]:
    """Find the connection, its user and that user's token with one statement.

    social-core's step handles linking, and people who may have had another id here.
    """
    model: Any = backend.strategy.storage.user
    rows = model.objects.select_related(*user_and_token(model.user_model()))
    # At most one, whatever its `id_key`; but some databases do not distinguish "A" from "a".
    social = next(
        (row for row in rows.filter(provider=backend.name, uid=uid) if row.uid == uid), None
    )
    certain = social.id_key == kwargs["id_key"] if social else has_one_id(backend, kwargs)
    if user is not None or not certain:
        found: dict[str, Any] = social_user(backend, uid, user, *args, **kwargs)
        return found
    if social:
        refuse_inactive(backend, social.user)
    return {
        "social": social,
        "user": social.user if social else None,
        "is_new": social is None,
        "new_association": social is None,
    }


def has_one_id(backend: BaseAuth[Any], kwargs: dict[str, Any]) -> bool:
    """Return True if ids at this provider have never changed, so anyone not found is new."""
    nothing_to_ask = type(backend).get_legacy_social_auth is BaseAuth.get_legacy_social_auth
    return nothing_to_ask and not (kwargs["legacy_identifiers"] or kwargs["legacy_uids"])


def user_and_token(users: Any) -> list[str]:
    """Return what to join, including REST framework's token if these users have one."""
    has_token = any(relation.name == "auth_token" for relation in users._meta.related_objects)
    return ["user", "user__auth_token"] if has_token else ["user"]


def create(
    backend: BaseAuth[Any],
    details: dict[str, Any],
    response: Any,
    uid: str,
    user: Any = None,
    *args: Any,
    **kwargs: Any,
) -> dict[str, Any] | None:
    """Create the user, if there is none, and the connection; both or neither, each complete."""
    if kwargs["social"]:
        return {"is_new": False}
    model: Any = kwargs["strategy"].storage.user
    with atomic_for(model.user_model(), model):
        if user is not None:  # an account is linked to a user who may be gone
            refuse_gone(backend, lock_user(user.__class__, pk=user.pk))
        made = create_user(details=details, backend=backend, user=user, **kwargs) or {}
        user = made.get("user", user)
        if user is None:
            return None
        if not made.get("is_new"):
            refuse_inactive(backend, user)
        social = model.objects.create(
            user=user,
            uid=uid,
            provider=backend.name,
            id_key=kwargs["id_key"],
            extra_data=backend.extra_data(user, uid, response, details, kwargs),
        )
    return {**made, "user": user, "social": social, "new_association": True}


def keep_extra_data(
    backend: BaseAuth[Any],
    details: dict[str, Any],
    response: Any,
    uid: str,
    user: Any = None,
    *args: Any,
    new_association: bool,
    social: Any,
    **kwargs: Any,
) -> None:
    """Keep the provider's newest response, unless the connection was just created with it."""
    if social is None or (new_association and social.extra_data):
        return
    kwargs |= {"social": social, "new_association": new_association}
    newest = backend.extra_data(user, uid, response, details, kwargs)
    if UserMixin.set_extra_data(social, newest):
        if transaction.get_connection(router.db_for_write(type(social))).in_atomic_block:
            lock_user(social.user.__class__, pk=social.user_id)  # until the project commits
        save_columns(social, ["extra_data", "modified"])


def update_user(backend: BaseAuth[Any], user: Any = None, *args: Any, **kwargs: Any) -> None:
    """Let social-core decide which columns of the user are new, and write only those.

    Its own step saves the whole row as it was read, and so would undo what an administrator, or a
    request that ends the user's sessions, has changed in the meantime.
    """
    kwargs["backend"] = backend
    if user is None or not changed_columns(user, **kwargs):
        return
    with user_locked(user.__class__, pk=user.pk) as fresh:
        refuse_gone(backend, fresh)
        if changed := changed_columns(fresh, **kwargs):
            save_columns(fresh, changed)

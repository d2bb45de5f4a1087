"""The steps of a sign-in once the provider has answered, with as few statements as they need.

This is the pipeline where SOCIAL_AUTH_PIPELINE is unset. social-core's own steps still do the
thinking; ours ask the database once, and write each row once and complete. They take and return
the same names as the steps that they stand for, so a project may mix both.
"""

from __future__ import annotations

from typing import Any

from django.db import router, transaction
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthPolicyError
from social_core.pipeline.social_auth import load_extra_data, social_user
from social_core.pipeline.user import create_user
from social_core.strategy import BaseStrategy
from social_core.utils import user_is_active

PIPELINE = (
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_names",
    "social_core.pipeline.social_auth.social_uid",
    "social_core.pipeline.social_auth.auth_allowed",
    "rest_social_auth.pipeline.find_connection",  # for social_user
    "social_core.pipeline.user.get_username",
    "rest_social_auth.pipeline.create",  # for create_user and associate_user
    "rest_social_auth.pipeline.keep_extra_data",  # for load_extra_data
    "social_core.pipeline.user.user_details",
)


def find_connection(
    backend: BaseAuth[Any], uid: str, user: Any = None, *args: Any, **kwargs: Any
) -> dict[str, Any]:
    """Find the connection, its user and that user's token with one statement.

    Linking, and people who may have had another id here, are left to social-core's step.
    """
    model: Any = backend.strategy.storage.user
    rows = model.objects.select_related(*user_and_token(model.user_model()))
    # At most one, whatever its `id_key`; but some databases do not tell "A" from "a".
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
    """Tell that nobody had another id at this provider before, so whoever is not found is new."""
    nothing_to_ask = type(backend).get_legacy_social_auth is BaseAuth.get_legacy_social_auth
    return nothing_to_ask and not (kwargs["legacy_identifiers"] or kwargs["legacy_uids"])


def user_and_token(users: Any) -> list[str]:
    """Return what to join: REST framework's token as well, where these users have one."""
    has_token = any(relation.name == "auth_token" for relation in users._meta.related_objects)
    return ["user", "user__auth_token"] if has_token else ["user"]


def refuse_inactive(backend: BaseAuth[Any], user: Any) -> None:
    """Raise AuthPolicyError where the account is deactivated."""
    if hasattr(user, "is_active") and not user_is_active(user):
        raise AuthPolicyError(backend, code="account_disabled", stage="pipeline")


def create(
    strategy: BaseStrategy[Any],
    backend: BaseAuth[Any],
    details: dict[str, Any],
    response: Any,
    uid: str,
    user: Any = None,
    *args: Any,
    **kwargs: Any,
) -> dict[str, Any] | None:
    """Create the user, where there is none, and the connection: both or neither, each complete."""
    if kwargs["social"]:
        return {"is_new": False}
    model: Any = strategy.storage.user
    with transaction.atomic(using=router.db_for_write(model)):
        made = create_user(strategy, details, backend, user, *args, **kwargs) or {}
        user = made.get("user", user)
        if user is None:
            return None
        refuse_inactive(backend, user)
        kwargs["strategy"] = strategy
        social = model.objects.create(
            user=user,
            uid=uid,
            provider=backend.name,
            id_key=kwargs["id_key"],
            extra_data=backend.extra_data(user, uid, response, details, kwargs),
        )
    return {**made, "user": user, "social": social, "new_association": True}


def keep_extra_data(
    backend: BaseAuth[Any], *args: Any, new_association: bool, social: Any, **kwargs: Any
) -> None:
    """Keep the provider's newest answer, unless the connection was just created with it."""
    if not (new_association and social and social.extra_data):
        load_extra_data(backend, *args, social=social, new_association=new_association, **kwargs)

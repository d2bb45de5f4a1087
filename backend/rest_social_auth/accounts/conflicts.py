"""What the project's own models refuse to store about a person whom a provider vouches for.

A constraint, a manager and a validator each refuse in their own way. Here that becomes one of
social-core's errors, with the names of the fields but without their values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from social_core.exceptions import AuthAssociationError, AuthResponseError, SocialAuthBaseException

# How SQLite, PostgreSQL and MySQL say that a required column has no value.
NOT_NULL = re.compile(r"NOT NULL constraint failed|not-null constraint|cannot be null")
# Up to where PostgreSQL names the columns of the constraint; their values follow.
VALUES = re.compile(r"\)=\(.*", re.S)


@contextmanager
def refusals_named(given: dict[str, Any]) -> Iterator[None]:
    """Translate what the user's manager or validators raise on these fields.

    An error raised although every field is given is a bug in the manager, so it is not translated.
    """
    try:
        yield
    except SocialAuthBaseException:
        raise
    except ValidationError as error:
        raise of_validation(error) from error
    except (ValueError, AttributeError, AssertionError) as error:
        missing = [name for name, value in given.items() if not value]
        if not missing:
            raise
        raise missing_claim("email" if "email" in missing else missing[0]) from error


def of_validation(error: ValidationError) -> SocialAuthBaseException:
    """Return what a validator's refusal means: the value is taken, missing or not valid."""
    errors: dict[str, Any] = getattr(error, "error_dict", {})
    codes = {name: {each.code for each in found} for name, found in errors.items()}
    if taken := [name for name in codes if "unique" in codes[name]]:
        return conflict(taken)
    if missing := [name for name in codes if codes[name] & {"blank", "null", "required"}]:
        return missing_claim(missing[0])
    claim = next(iter(codes), None)
    return AuthResponseError(None, code="invalid_claim", claim=claim, stage="pipeline")


def of_creation(error: SocialAuthBaseException) -> SocialAuthBaseException:
    """Return social_django's error with the right field: an address may serve as the username."""
    broken = error.__cause__
    if error.code in {"username_in_use", "email_in_use"} and isinstance(broken, IntegrityError):
        return of_constraint(broken)
    return error


def of_constraint(error: IntegrityError) -> SocialAuthBaseException:
    """Return what a database constraint's refusal means: a value is missing or already taken."""
    said = VALUES.sub("", str(error))
    fields = fields_named_in(said)
    if NOT_NULL.search(said) and fields:
        return missing_claim(fields[0])
    return conflict(fields)


def missing_claim(name: str) -> AuthResponseError:
    return AuthResponseError(
        None,
        code="missing_claim",
        claim=name,
        stage="pipeline",
        recovery="check_provider_profile",
    )


def conflict(fields: Iterable[str]) -> AuthAssociationError:
    """Return the error for values that another user already has, with social-core's code for it."""
    users: Any = get_user_model()
    names = [*fields]
    code = "conflict"
    if names == [users.USERNAME_FIELD]:
        code = "username_in_use"
    if names == [users.get_email_field_name()]:  # which may be the username, too
        code = "email_in_use"
    if {"provider", "uid"} <= {*names}:
        code = "identity_in_use"
    return AuthAssociationError(
        None,
        code=code,
        stage="pipeline",
        recovery="use_existing_account",
        context={"fields": names},
    )


def fields_named_in(said: str) -> list[str]:
    """Return the fields whose table and column, or whose constraint, the database names."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if is_word(constraint.name, said):
                return [*getattr(constraint, "fields", ())]
    for model in apps.get_models():
        if is_named(model._meta.db_table, said):
            fields = [f.name for f in model._meta.concrete_fields if is_word(f.column, said)]
            if fields:
                return fields
    return []


def is_named(table: str, said: str) -> bool:
    """Return True if the table is named, or one of its constraints, which begins with its name."""
    return re.search(rf"\b{re.escape(table)}(?:\b|_)", said) is not None


def is_word(name: str | None, said: str) -> bool:
    return name is not None and re.search(rf"\b{re.escape(name)}\b", said) is not None

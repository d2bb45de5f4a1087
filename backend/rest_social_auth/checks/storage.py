"""The databases: their tables, and how concurrent sign-ins share them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import DatabaseError, connections, router

from rest_social_auth.checks.rule import Rule, named

# The apps whose tables a sign-in may use.
TABLES_OF = ("social_django", "sessions", "authtoken", "knox", "token_blacklist")

# social-core's steps that save a whole row as it was read, and what replaces them.
WHOLE_ROWS = {
    "social_core.pipeline.social_auth.load_extra_data": "keep_extra_data",
    "social_core.pipeline.user.user_details": "update_user",
}


def databases(name: str, value: object, vendor: str = "") -> str:
    """Return the databases whose setting `name` is not `value`."""
    found = [
        alias
        for alias, each in connections.settings.items()
        if vendor in each["ENGINE"] and option(each, name) != value
    ]
    return ", ".join(found)


def option(database: dict[str, Any], name: str) -> Any:
    return database.get(name, False) if name.isupper() else database["OPTIONS"].get(name)


def whole_rows() -> str:
    """Return which settings list a step that saves whole rows, and what to list instead."""
    found = (
        f"{step} in {setting} (instead: rest_social_auth.pipeline.{WHOLE_ROWS[step]})"
        for setting, steps in named("PIPELINE").items()
        for step in steps or ()
        if step in WHOLE_ROWS
    )
    return ", ".join(found)


def missing_tables(alias: str) -> Rule:
    """Return the rule that every table a sign-in uses exists in this database."""

    def missing() -> str:
        try:
            present = set(connections[alias].introspection.table_names())
        except DatabaseError:  # which Django's own messages explain
            return ""
        needed = [
            model._meta.db_table
            for app in apps.get_app_configs()
            if app.label in TABLES_OF
            for model in router.get_migratable_models(app, alias)
            if model._meta.managed
        ]
        return ", ".join(table for table in needed if table not in present)

    return Rule(
        "W020",
        missing,
        f"Tables are missing in the database “{alias}”: {{}}.",
        "Run `manage.py migrate`.",
    )


ERRORS = (
    Rule(
        "E016",
        lambda: not apps.is_installed("social_django"),
        "social_django is not installed, so there is no table for connections.",
        "Add social_django to INSTALLED_APPS and run `manage.py migrate`.",
    ),
)

DEPLOY_WARNINGS = (
    Rule(
        "W009",
        lambda: databases("transaction_mode", "IMMEDIATE", "sqlite3"),
        "Concurrent sign-ins can fail with “database is locked” in {}.",
        "Set OPTIONS = {'transaction_mode': 'IMMEDIATE'} for SQLite, or use PostgreSQL.",
    ),
    Rule(
        "W010",
        lambda: databases("ATOMIC_REQUESTS", False),
        "ATOMIC_REQUESTS keeps a transaction in {} open during the calls to a provider.",
        "Turn it off: a sign-in has its own transaction, after the provider has responded.",
    ),
    Rule(
        "W024",
        whole_rows,
        "A sign-in saves whole rows, and so can undo what another request has just done to them, "
        "e.g. deactivate the user: {}.",
        "List the step of rest_social_auth.pipeline, which writes only what is new.",
    ),
)

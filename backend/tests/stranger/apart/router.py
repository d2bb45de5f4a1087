from __future__ import annotations

HERE = "sessions"  # what stays in the default database


class PeopleApart:
    """Users, and everything that refers to them, are in a separate database."""

    def db_for_read(self, model, **hints):
        return "default" if model._meta.app_label == HERE else "people"

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return (db == "default") == (app_label == HERE)

"""A missing table is distinguished from everything else that a database may say."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError

from rest_social_auth.endpoint.hints import is_not_migrated


@pytest.mark.parametrize(
    ("error", "missing"),
    [
        (OperationalError("no such table: social_auth_usersocialauth"), True),
        (DatabaseError('relation "social_auth_usersocialauth" does not exist'), True),
        (DatabaseError(1146, "Table 'app.social_auth_usersocialauth' doesn't exist"), True),
        (DatabaseError(1054, "Unknown column 'id_key' in 'field list'"), True),
        (IntegrityError("Key (uid)=(11460) already exists."), False),
        (OperationalError("could not connect to 10.54.1054.1"), False),
    ],
)
def test_only_a_missing_table_or_column_asks_for_migrate(error, missing):
    assert is_not_migrated(error) is missing

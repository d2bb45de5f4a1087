"""List the accounts that somebody can sign in with: manage.py social_connections ada"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rest_social_auth.accounts import recent_sign_in
from rest_social_auth.accounts.find import user_called
from rest_social_auth.connections import connections_of


class Command(BaseCommand):
    help = "List the accounts at providers that a user can sign in with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="username, or e-mail address")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        for each in connections_of(user_called(user)):
            self.stdout.write(
                f"{each.pk}\t{each.provider}\t{each.uid}\tlast sign-in {last_sign_in(each)}"
            )


def last_sign_in(connection: Any) -> str:
    """Return when the account was last signed in with, if that has been recorded."""
    kept = connection.extra_data if isinstance(connection.extra_data, dict) else {}
    seconds = kept.get(recent_sign_in.KEY)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC" if seconds else "unknown"

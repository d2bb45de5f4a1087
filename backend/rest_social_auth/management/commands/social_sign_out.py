"""Sign somebody out everywhere: manage.py social_sign_out ada"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rest_social_auth.accounts.end_all_logins import end_all_logins
from rest_social_auth.accounts.find import user_called


class Command(BaseCommand):
    help = "End every session, token and refresh token of a user."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="username, or e-mail address")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        found = user_called(user)
        if not end_all_logins(found.pk):
            raise CommandError(
                "All tokens have ended, but sessions continue: this store cannot list them. "
                "Changing the password ends them."
            )
        self.stdout.write(
            f"{found.get_username()} is signed out everywhere. A JSON Web Token that is in use "
            "works until it expires."
        )

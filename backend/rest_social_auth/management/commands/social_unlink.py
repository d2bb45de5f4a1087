"""Unlink an account, and sign its user out everywhere: manage.py social_unlink ada github"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import Http404
from social_core.exceptions import SocialAuthBaseException

from rest_social_auth.accounts.end_all_logins import end_all_logins
from rest_social_auth.accounts.find import user_called
from rest_social_auth.accounts.locks import user_locked
from rest_social_auth.accounts.unlink import backend_to_unlink
from rest_social_auth.connections import SeveralConnections, connection_named
from rest_social_auth.endpoint.choose_backend import load_strategy


class Command(BaseCommand):
    help = "Unlink a user's account, unless it is the last one, and sign them out everywhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="username, or e-mail address")
        parser.add_argument("connection", help="name of the provider, or id of the connection")

    def handle(self, *args: Any, user: str, connection: str, **options: Any) -> None:
        found = user_called(user)
        with user_locked(get_user_model(), pk=found.pk):
            try:
                named = connection_named(found, connection)
                backend = backend_to_unlink(load_strategy(), named.provider)
                backend.disconnect(user=found, association_id=named.pk)
            except Http404:
                raise CommandError(f"{user} has no such account: {connection}.") from None
            except (SeveralConnections, SocialAuthBaseException) as error:
                raise CommandError(str(error)) from error
            everything = end_all_logins(found.pk)
        self.stdout.write(f"{named.provider} {named.uid} is unlinked from {found.get_username()}.")
        if not everything:
            self.stderr.write("Their sessions continue: this store cannot list them.")

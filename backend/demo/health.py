"""For load balancers: whether this process is alive, and whether it could serve a sign-in now."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("demo")


class Health:
    """Serves `/healthz` and `/readyz` before anything else requires a host, TLS or a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.migrated = False  # once true, true for the life of this process

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return respond(200)
        if request.path == "/readyz":
            return respond(200 if self.is_ready() else 503)
        return self.get_response(request)

    def is_ready(self) -> bool:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            for alias in {"default", settings.SESSION_CACHE_ALIAS}:
                caches[alias].get("ready")
            self.migrated = self.migrated or not unapplied_migrations()
        except Exception as error:  # whatever the store raises, it is not available
            logger.warning("Not ready: %s", error)
            connection.close()
            return False
        return self.migrated


def unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def respond(status: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"Cache-Control": "no-store"})

"""What `manage.py check` reports: each setting that can be wrong, with an id and how to fix it.

    E…     cannot work, or lets accounts be taken over: stops every command
    W…     does not work yet, or is less safe in production than it could be

The ids are stable. A project that knows better can silence them in SILENCED_SYSTEM_CHECKS.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from django.core.checks import CheckMessage, Error, Tags, Warning, register

from rest_social_auth.checks import (
    cors,
    flows,
    id_tokens,
    jwt_cookies,
    limits,
    policies,
    providers,
    redirects,
    storage,
    tokens,
)
from rest_social_auth.checks.rule import Rule

ERRORS: Sequence[Rule] = (
    *cors.ERRORS,
    *flows.ERRORS,
    *id_tokens.ERRORS,
    *jwt_cookies.ERRORS,
    *limits.ERRORS,
    *policies.ERRORS,
    *providers.ERRORS,
    *redirects.ERRORS,
    *storage.ERRORS,
    *tokens.ERRORS,
)
WARNINGS: Sequence[Rule] = (
    *flows.WARNINGS,
    *id_tokens.WARNINGS,
    *jwt_cookies.WARNINGS,
    *providers.WARNINGS,
)
DEPLOY_WARNINGS: Sequence[Rule] = (
    *flows.DEPLOY_WARNINGS,
    *jwt_cookies.DEPLOY_WARNINGS,
    *limits.DEPLOY_WARNINGS,
    *providers.DEPLOY_WARNINGS,
    *redirects.DEPLOY_WARNINGS,
    *storage.DEPLOY_WARNINGS,
    *tokens.DEPLOY_WARNINGS,
)


@register(Tags.security)
def check_settings(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    errors = [message for rule in ERRORS for message in rule.check(Error)]
    return errors + [message for rule in WARNINGS for message in rule.check(Warning)]


@register(Tags.security, deploy=True)
def check_deployment(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return [message for rule in DEPLOY_WARNINGS for message in rule.check(Warning)]


@register(Tags.database)
def check_tables(
    app_configs: object, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """Run by `check --database default`; `migrate` runs it too, but is about to make the tables."""
    if sys.argv[1:2] == ["migrate"]:
        return []
    return [
        message
        for alias in databases or ()
        for message in storage.missing_tables(alias).check(Warning)
    ]

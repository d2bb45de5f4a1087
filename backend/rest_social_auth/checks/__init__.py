"""`manage.py check`: each setting that can be wrong, with an id and the remedy."""

from __future__ import annotations

from django.core.checks import CheckMessage, Error, Tags, Warning, register

from rest_social_auth.checks.errors import ERRORS
from rest_social_auth.checks.warnings import WARNINGS


@register(Tags.security)
def check_settings(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return [message for rule in ERRORS for message in rule.check(Error)]


@register(Tags.security, deploy=True)
def check_deployment(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return [message for rule in WARNINGS for message in rule.check(Warning)]

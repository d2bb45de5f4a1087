"""Whose id_tokens are accepted."""

from __future__ import annotations

from social_core.utils import setting_name

from rest_social_auth.checks.rule import Rule, named, provider_classes
from rest_social_auth.id_token.verify import KINDS

SUFFIX = "ID_TOKEN_AUDIENCES"


def bad_list() -> str | None:
    return next((name for name, value in named(SUFFIX).items() if not is_list(value)), None)


def is_list(value: object) -> bool:
    if not isinstance(value, list | tuple | set | frozenset):
        return False
    return all(isinstance(each, str) and each.strip("* ") for each in value)


def unlisted_provider() -> str | None:
    """Return the setting if its provider issues no id_tokens, as far as social-core knows."""
    plain = [each.name for each in provider_classes() if not issubclass(each, KINDS)]
    without = [setting_name(name, SUFFIX) for name in plain]
    return next((name for name in without if name in named(SUFFIX)), None)


ERRORS = (
    Rule(
        "E024",
        bad_list,
        "{} is not a list of client ids.",
        "List each client whose id_tokens are accepted, exactly as the provider writes it in `aud` "
        "and `azp`. There is no wildcard.",
    ),
)

WARNINGS = (
    Rule(
        "W023",
        unlisted_provider,
        "{} is set, but social-core knows of no id_tokens of this provider.",
        "Take it out: such a provider signs in with a code only.",
    ),
)

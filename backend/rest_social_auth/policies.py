"""Who may sign up: steps for SOCIAL_AUTH_PIPELINE, a line each.

They concern new people only. People with an account can still sign in, and link others to it while
they are signed in. A refusal is one of social-core's errors, so social_django's pages know it too.

Before `create` (or social-core's `create_user`):

    rest_social_auth.policies.no_sign_up
    rest_social_auth.policies.refuse_taken_email
    rest_social_auth.policies.only_domains        SOCIAL_AUTH_SIGN_UP_DOMAINS = ["example.com"]
    rest_social_auth.partial.require_details      SOCIAL_AUTH_REQUIRED_DETAILS = ["email"]

After it:

    rest_social_auth.policies.await_approval
"""

from __future__ import annotations

from typing import Any

from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthPolicyError

from rest_social_auth.accounts.locks import save_columns
from rest_social_auth.accounts.verified_email import is_verified


def no_sign_up(backend: BaseAuth[Any], user: Any = None, *args: Any, **kwargs: Any) -> None:
    """Refuse new people: 403 `sign_up_closed`."""
    if user is None:
        raise AuthPolicyError(
            backend, code="sign_up_closed", source="local_policy", stage="pipeline"
        )


def refuse_taken_email(
    backend: BaseAuth[Any], details: dict[str, Any], user: Any = None, *args: Any, **kwargs: Any
) -> None:
    """Refuse new people whose address another user has, verified or not: 409 `email_in_use`.

    So the response says that somebody has this address. Two sign-ups at the same time may both
    pass; a unique column in the user model stops the second one, with the same code.
    """
    email = details.get("email")
    if user is not None or not email:
        return
    users: Any = backend.strategy.storage.user.user_model()
    # Deactivated ones, too, which social-core's own look-up leaves out.
    if users._default_manager.filter(**{f"{users.get_email_field_name()}__iexact": email}).exists():
        raise AuthPolicyError(
            backend, code="email_in_use", stage="pipeline", context={"fields": ["email"]}
        )


def only_domains(
    backend: BaseAuth[Any],
    details: dict[str, Any],
    response: Any,
    user: Any = None,
    *args: Any,
    **kwargs: Any,
) -> None:
    """Refuse new people without a verified address in SIGN_UP_DOMAINS: 403 `domain_not_allowed`.

    The provider must say that it has verified the address, because people can type in any.
    """
    domains: Any = backend.setting("SIGN_UP_DOMAINS", [])
    domain = str(details.get("email") or "").rpartition("@")[2].lower()
    listed = domain in {each.lower() for each in domains}
    if user is None and not (listed and is_verified(backend, details, response)):
        raise AuthPolicyError(
            backend, code="domain_not_allowed", source="local_policy", stage="pipeline"
        )


def await_approval(
    backend: BaseAuth[Any], user: Any = None, is_new: bool = False, *args: Any, **kwargs: Any
) -> None:
    """Leave new users inactive until somebody sets `is_active`: 403 `account_disabled`."""
    if user is not None and is_new:
        user.is_active = False
        save_columns(user, ["is_active"])

"""For a pipeline step that needs something from the person before it can continue.

    from rest_social_auth.partial import Wanted
    from social_core.pipeline.partial import partial

    @partial
    def require_email(strategy, details, user=None, **kwargs):
        if user is None and not details.get("email"):
            email = strategy.request_data().get("email")
            if not email:
                return Wanted("email")
            details["email"] = email

The login endpoint then responds with the problem `login_incomplete`, which has a `partial_token`
and says what is `wanted`. The page asks the person, and posts both to the same endpoint:

    {"provider": "github", "partial_token": "<partial token>", "email": "sam@example.com"}
"""

from __future__ import annotations


class Wanted:
    """What a step returns to pause: the names of the fields that the page has to send."""

    def __init__(self, *fields: str) -> None:
        self.fields = fields

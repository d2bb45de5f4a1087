"""The signed-in user's sessions: list them, end one.

    GET /api/sessions/
    200 [{"id": "5f2c…", "current": true, "signed_in_at": "2026-…", "expires_at": "2026-…"}]

    DELETE /api/sessions/5f2c…/
    204

Django records neither a device nor an address with a session.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT, HTTP_501_NOT_IMPLEMENTED

from rest_social_auth.accounts import recent_sign_in, sessions
from rest_social_auth.accounts.locks import user_locked
from rest_social_auth.endpoint.guard import GuardedView
from rest_social_auth.permissions import MAY_LINK


class CannotList(APIException):
    status_code = HTTP_501_NOT_IMPLEMENTED
    default_detail = "This server's session store cannot list sessions."
    default_code = "sessions_not_listed"


class SessionSerializer(serializers.Serializer[Any]):
    """A session. Its `id` is good for ending it, not for signing in."""

    id = serializers.CharField()
    current = serializers.BooleanField()
    signed_in_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField()


@method_decorator(never_cache, name="dispatch")
class OwnSessions(GuardedView):
    """What both views need: a user, and a store that lists sessions."""

    permission_classes = MAY_LINK  # a thief must not end the owner's session and keep their own
    rate_scope = "social-sessions"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not sessions.can_list():
            raise CannotList


class SessionsView(OwnSessions):
    """List the signed-in user's sessions."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        own = getattr(getattr(request, "session", None), "session_key", None)
        found = [
            {
                "id": sessions.public_id(row.session_key),
                "current": row.session_key == own,
                "signed_in_at": moment(data.get(recent_sign_in.KEY)),
                "expires_at": row.expire_date,
            }
            for row, data in sessions.sessions_of(request.user)
        ]
        return Response(SessionSerializer(found, many=True).data)


class SessionView(OwnSessions):
    """End one of the signed-in user's sessions."""

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with user_locked(get_user_model(), pk=request.user.pk) as user:
            for row, _ in sessions.sessions_of(user):
                if sessions.public_id(row.session_key) == kwargs["id"]:
                    sessions.end(row)
                    return Response(status=HTTP_204_NO_CONTENT)
        raise Http404


def moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None

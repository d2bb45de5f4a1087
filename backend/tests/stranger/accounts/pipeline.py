from __future__ import annotations

from django.http import JsonResponse
from social_core.exceptions import AuthPolicyError


def no_mallory(backend, details, **kwargs):
    if details["username"] == "mallory":
        raise AuthPolicyError(backend)
    if details["username"] == "sam":
        return JsonResponse({"please": "tell us your e-mail address"}, status=202)
    return None


def keep_picture(user, response, is_new=False, **kwargs):
    if is_new:
        user.picture = response.get("avatar_url", "")
        user.save()

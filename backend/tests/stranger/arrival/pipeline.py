"""The kinds of steps that the example project has."""

from __future__ import annotations

from rest_framework.response import Response


def forget_who_is_signed_in(*args, **kwargs):
    return {"user": None}


def want_an_address(backend, uid, user=None, *args, **kwargs):
    if not kwargs["details"].get("email"):
        return Response({"error": "We need an e-mail address."}, status=400)
    return None


def keep_picture(strategy, details, user=None, *args, **kwargs):
    name = kwargs["backend"].__class__.__name__
    picture = f"https://pictures.example/{name}/{kwargs['uid']}"
    if user and user.picture != picture:
        user.picture = picture
        strategy.storage.user.changed(user)

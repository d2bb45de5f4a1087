from __future__ import annotations

from rest_social_auth.strategy import DRFStrategy


class GreetingStrategy(DRFStrategy):
    def create_user(self, *args, **kwargs):
        return super().create_user(*args, **{**kwargs, "username": "hello-" + kwargs["username"]})

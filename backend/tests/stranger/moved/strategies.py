from __future__ import annotations

from social_django.strategy import DjangoStrategy

from rest_social_auth.strategy import DRFStrategy


class Greeting:
    def create_user(self, *args, **kwargs):
        return super().create_user(*args, **{**kwargs, "username": "hello-" + kwargs["username"]})


class GreetingStrategy(Greeting, DjangoStrategy):
    """As somebody wrote it for social_django's pages."""

    def __init__(self, storage, request=None, tpl=None):
        super().__init__(storage, request, tpl)
        self.made_by_the_project = True


class GreetingRestStrategy(Greeting, DRFStrategy):
    """As somebody wrote it for rest-social-auth 10."""

"""Fixtures for what the house promises."""

from __future__ import annotations

import pytest
from django.conf import settings as live
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.utils.module_loading import import_string
from rest_framework.views import APIView
from stranger.house.visitor import Visitor

# Views take these from the settings when they are imported; the others are read when used.
ATTRIBUTES = {
    "DEFAULT_AUTHENTICATION_CLASSES": "authentication_classes",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "content_negotiation_class",
    "DEFAULT_PARSER_CLASSES": "parser_classes",
    "DEFAULT_RENDERER_CLASSES": "renderer_classes",
    "DEFAULT_THROTTLE_CLASSES": "throttle_classes",
    "DEFAULT_VERSIONING_CLASS": "versioning_class",
}


@pytest.fixture
def visitor(db):
    cache.clear()
    return Visitor()


@pytest.fixture
def logged_in():
    """The users that `user_logged_in` was sent for, in order."""
    users = []

    def note(user, **kwargs):
        users.append(user.get_username())

    user_logged_in.connect(note)
    yield users
    user_logged_in.disconnect(note)


@pytest.fixture
def rest_framework(settings, monkeypatch):
    """Set REST framework's settings, as if this project had been started with them."""

    def change(**changes):
        settings.REST_FRAMEWORK = {**live.REST_FRAMEWORK, **changes}
        for name, attribute in ATTRIBUTES.items():
            if name in changes:
                value = changes[name]
                if not isinstance(value, type):
                    value = [
                        each if isinstance(each, type) else import_string(each) for each in value
                    ]
                monkeypatch.setattr(APIView, attribute, value)

    return change

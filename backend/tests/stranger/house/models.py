from __future__ import annotations

from django.db import models
from knox.models import AbstractAuthToken


class Device(AbstractAuthToken):
    """A knox token that knows what it is for (KNOX_TOKEN_MODEL)."""

    name = models.CharField(max_length=40, default="a phone")

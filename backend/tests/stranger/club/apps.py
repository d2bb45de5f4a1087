from __future__ import annotations

from django.apps import AppConfig


class ClubConfig(AppConfig):
    name = "stranger.club"
    label = "club"

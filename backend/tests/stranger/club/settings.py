from __future__ import annotations

import os

from environ import Env
from stranger.moved.settings import *  # noqa: F403

INSTALLED_APPS = (*INSTALLED_APPS, "rest_framework_simplejwt.token_blacklist", "stranger.club")  # noqa: F405
AUTH_USER_MODEL = "club.Member"
SOCIAL_AUTH_STORAGE = "stranger.club.models.ClubStorage"
SOCIAL_AUTH_USERNAME_IS_FULL_EMAIL = True
SOCIAL_AUTH_USER_FIELDS = ["username", "email", "nick", "badge", "team", "seat", "age", "motto"]
SOCIAL_AUTH_PIPELINE = (
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_uid",
    "social_core.pipeline.social_auth.auth_allowed",
    "social_core.pipeline.social_auth.social_user",
    "social_core.pipeline.user.get_username",
    "stranger.club.pipeline.enrol",
    "social_core.pipeline.user.create_user",
    "stranger.club.pipeline.wait_for_approval",
    "social_core.pipeline.social_auth.associate_user",
    "social_core.pipeline.social_auth.load_extra_data",
    "social_core.pipeline.user.user_details",
)

# Not the stranger's: each database names a constraint's fields in its own way.
DATABASES = {
    "default": Env.db_url_config(os.environ.get("STRANGER_DATABASE", "sqlite://:memory:"))  # noqa: TID251
}

from __future__ import annotations

import os

from environ import Env
from stranger.house.settings import *  # noqa: F403

ROOT_URLCONF = "stranger.apart.urls"
DATABASE_ROUTERS = ["stranger.apart.router.PeopleApart"]
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "stranger.house"]  # noqa: F405
KNOX_TOKEN_MODEL = "knox.AuthToken"
SIMPLE_JWT = {
    **SIMPLE_JWT,  # noqa: F405
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "TOKEN_REFRESH_SERIALIZER": "rest_social_auth.refresh.OneTimeRefreshSerializer",
}

# Not the stranger's: SQLite has no locks on rows, so make test-services has this on PostgreSQL.
ENGINE = Env.db_url_config(os.environ.get("STRANGER_DATABASE", "sqlite://:memory:"))  # noqa: TID251
DATABASES = {
    "default": {**ENGINE, "TEST": {"NAME": "test_default"}},
    "people": {**ENGINE, "TEST": {"NAME": "test_people"}},
}
if "sqlite" in ENGINE["ENGINE"]:
    DATABASES = {alias: ENGINE.copy() for alias in DATABASES}

"""The packages' files for browsers: the docs page's and the providers' icons.

Settings of their own, so that the image collects them before it copies our code (Dockerfile).
"""

from __future__ import annotations

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]

INSTALLED_APPS = ["django.contrib.staticfiles", "drf_spectacular_sidecar"]
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "social_django.finders.SocialAuthIconFinder",
]
# Compressed, and under names with a hash only, so that browsers keep them for good.
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# What is compressed already, and the source maps, which are large and for debuggers.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "gz", "br", "map")

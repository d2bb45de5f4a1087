"""The packages' static files: those of the docs page, and the providers' icons.

Separate settings, so that the image collects them before it copies our code (Dockerfile).
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
# Compressed, and with a hash in each name, so that browsers can cache them for good.
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Already compressed, or source maps, which are large and only for debuggers.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "gz", "br", "map")

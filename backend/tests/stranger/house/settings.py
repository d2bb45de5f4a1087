from __future__ import annotations

import os
from datetime import timedelta

SECRET_KEY = "a stranger's secret key, long enough for a JSON Web Token"
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "stranger.house.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "/static/"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

INSTALLED_APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "rest_framework_simplejwt",
    "rest_framework_simplejwt.token_blacklist",
    "corsheaders",
    "drf_spectacular",
    "knox",
    "social_django",
    "rest_social_auth",
    "stranger.house",
)
MIDDLEWARE = (
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
)
AUTHENTICATION_BACKENDS = (
    "social_core.backends.github.GithubOAuth2",
    "social_core.backends.twitter.TwitterOAuth",
    "django.contrib.auth.backends.ModelBackend",
)
SOCIAL_AUTH_GITHUB_KEY = "mock-github"
SOCIAL_AUTH_GITHUB_SECRET = "mock-secret-github"
SOCIAL_AUTH_TWITTER_KEY = "mock-twitter"
SOCIAL_AUTH_TWITTER_SECRET = "mock-secret-twitter"
REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = "http://testserver/popup/callback-github.html"

KNOX_TOKEN_MODEL = "house.Device"
REST_KNOX = {
    "TOKEN_TTL": timedelta(hours=1),
    "TOKEN_PREFIX": "house_",
    "AUTH_HEADER_PREFIX": "Knox",
    "USER_SERIALIZER": "knox.serializers.UserSerializer",
    "SECURE_HASH_ALGORITHM": "hashlib.sha256",
    "AUTH_TOKEN_CHARACTER_LENGTH": 40,
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=7),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "SLIDING_TOKEN_LIFETIME": timedelta(minutes=17),
    "SLIDING_TOKEN_REFRESH_LIFETIME": timedelta(days=17),
    "ALGORITHM": "HS512",
    "SIGNING_KEY": "a key that signs the house's tokens and nothing else, of 64 bytes at least",
    "JSON_ENCODER": "stranger.house.tokens.Encoder",
    "TOKEN_TYPE_CLAIM": "kind",
    "JTI_CLAIM": "id",
    "SLIDING_TOKEN_REFRESH_EXP_CLAIM": "renewable_until",
    "TOKEN_OBTAIN_SERIALIZER": "stranger.house.tokens.PairWithName",
    "SLIDING_TOKEN_OBTAIN_SERIALIZER": "stranger.house.tokens.SlidingWithName",
    "USER_AUTHENTICATION_RULE": "stranger.house.tokens.not_sam",
    "USER_ID_FIELD": "username",
    "USER_ID_CLAIM": "sub",
    "UPDATE_LAST_LOGIN": True,
    "CHECK_REVOKE_TOKEN": True,
    "REVOKE_TOKEN_CLAIM": "pw",
    "AUTH_HEADER_TYPES": ("JWT",),
    "AUTH_TOKEN_CLASSES": (
        "rest_framework_simplejwt.tokens.AccessToken",
        "rest_framework_simplejwt.tokens.SlidingToken",
    ),
    "ISSUER": "the house",
    "AUDIENCE": "its guests",
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": (
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.TokenAuthentication",
        "knox.auth.TokenAuthentication",
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "rest_social_auth.authentication.JWTCookieAuthentication",
    ),
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}

# Not the stranger's: the providers of this test are mocks.
DEBUG = True
REST_SOCIAL_MOCK_URL = os.environ["MOCKS"]  # noqa: TID251
REST_SOCIAL_MOCKED_PROVIDERS = {"github", "twitter"}

"""What the README and the example project of rest-social-auth 10 have a project set."""

from __future__ import annotations

import os

SECRET_KEY = "a stranger's secret key, long enough for a JSON Web Token"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "stranger.arrival.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "arrival.Person"
USE_TZ = True
STATIC_URL = "/static/"

INSTALLED_APPS = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "social_django",
    "rest_social_auth",
    "knox",
    "stranger.arrival",
)
MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTHENTICATION_BACKENDS = (
    "social_core.backends.facebook.FacebookOAuth2",
    "social_core.backends.google.GoogleOAuth2",
    "social_core.backends.twitter.TwitterOAuth",
    "django.contrib.auth.backends.ModelBackend",
)
SOCIAL_AUTH_FACEBOOK_KEY = "mock-facebook"
SOCIAL_AUTH_FACEBOOK_SECRET = "mock-secret-facebook"
SOCIAL_AUTH_FACEBOOK_SCOPE = ["email"]
SOCIAL_AUTH_FACEBOOK_PROFILE_EXTRA_PARAMS = {"locale": "en_US", "fields": "id,name,email,picture"}
SOCIAL_AUTH_GOOGLE_OAUTH2_KEY = "mock-google-oauth2"
SOCIAL_AUTH_GOOGLE_OAUTH2_SECRET = "mock-secret-google-oauth2"
SOCIAL_AUTH_GOOGLE_OAUTH2_SCOPE = ["email"]
SOCIAL_AUTH_TWITTER_KEY = "mock-twitter"
SOCIAL_AUTH_TWITTER_SECRET = "mock-secret-twitter"
SOCIAL_AUTH_PIPELINE = (
    "stranger.arrival.pipeline.forget_who_is_signed_in",
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_uid",
    "social_core.pipeline.social_auth.auth_allowed",
    "stranger.arrival.pipeline.want_an_address",
    "social_core.pipeline.social_auth.social_user",
    "social_core.pipeline.user.get_username",
    "social_core.pipeline.user.create_user",
    "social_core.pipeline.social_auth.associate_user",
    "social_core.pipeline.social_auth.load_extra_data",
    "social_core.pipeline.user.user_details",
    "stranger.arrival.pipeline.keep_picture",
)
REST_SOCIAL_OAUTH_REDIRECT_URI = "home"
SIMPLE_JWT = {  # as the documentation of simplejwt says for both kinds
    "AUTH_TOKEN_CLASSES": (
        "rest_framework_simplejwt.tokens.AccessToken",
        "rest_framework_simplejwt.tokens.SlidingToken",
    )
}

# Not the stranger's: the providers of this test are mocks.
REST_SOCIAL_MOCK_URL = os.environ["MOCKS"]  # noqa: TID251
REST_SOCIAL_MOCKED_PROVIDERS = {"facebook", "google-oauth2", "twitter"}

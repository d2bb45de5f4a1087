from __future__ import annotations

import os

SECRET_KEY = "a stranger's secret key, long enough for a JSON Web Token"
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "stranger.moved.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

INSTALLED_APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "rest_framework.authtoken",
    "social_django",
    "rest_social_auth",
)
MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
)
AUTHENTICATION_BACKENDS = (
    "social_core.backends.github.GithubOAuth2",
    "social_core.backends.github_enterprise.GithubEnterpriseOAuth2",
    "social_core.backends.twitter.TwitterOAuth",
    "django.contrib.auth.backends.ModelBackend",
)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": (
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.TokenAuthentication",
    ),
}
SOCIAL_AUTH_GITHUB_KEY = "mock-github"
SOCIAL_AUTH_GITHUB_SECRET = "mock-secret-github"
SOCIAL_AUTH_TWITTER_KEY = "mock-twitter"
SOCIAL_AUTH_TWITTER_SECRET = "mock-secret-twitter"
SOCIAL_AUTH_PIPELINE = (
    "stranger.moved.pipeline.first",
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_uid",
    "social_core.pipeline.social_auth.auth_allowed",
    "social_core.pipeline.social_auth.social_user",
    "social_core.pipeline.user.get_username",
    "social_core.pipeline.user.create_user",
    "social_core.pipeline.social_auth.associate_user",
    "social_core.pipeline.social_auth.load_extra_data",
    "social_core.pipeline.user.user_details",
    "stranger.moved.pipeline.last",
)
REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = "http://testserver/popup/callback-github.html"

# Not the stranger's: the providers of this test are mocks.
DEBUG = True
REST_SOCIAL_MOCK_URL = os.environ["MOCKS"]  # noqa: TID251
REST_SOCIAL_MOCKED_PROVIDERS = {"github", "twitter"}
# This one is found at an address of its own, as any company's is.
SOCIAL_AUTH_GITHUB_ENTERPRISE_KEY = "mock-github-enterprise"
SOCIAL_AUTH_GITHUB_ENTERPRISE_SECRET = "mock-secret-github-enterprise"
SOCIAL_AUTH_GITHUB_ENTERPRISE_URL = f"{REST_SOCIAL_MOCK_URL}/github.example.com"
SOCIAL_AUTH_GITHUB_ENTERPRISE_API_URL = f"{REST_SOCIAL_MOCK_URL}/github.example.com/api/v3"
LOGIN_REDIRECT_URL = "/signed-in/"
LOGIN_ERROR_URL = "/not-signed-in/"

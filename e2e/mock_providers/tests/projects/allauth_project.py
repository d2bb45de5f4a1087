"""A Django project with allauth, as its quickstart has it. It knows nothing of the mock.

    HTTPS_PROXY=... REQUESTS_CA_BUNDLE=... python allauth_project.py ISSUER < requests > responses

It reads requests as lines of JSON, `{"path": ..., "method": ...}`, and responds to each with the
redirect, the status and who is signed in.
"""

from __future__ import annotations

import json
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path


def app(client_id: str) -> dict[str, str]:
    return {"client_id": f"mock-{client_id}", "secret": f"mock-secret-{client_id}", "key": ""}


settings.configure(
    SECRET_KEY="for tests",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.github",
        "allauth.socialaccount.providers.google",
        "allauth.socialaccount.providers.openid_connect",
        "allauth.socialaccount.providers.twitter",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
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
    ],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    LOGIN_REDIRECT_URL="/",
    SOCIALACCOUNT_ONLY=True,
    ACCOUNT_EMAIL_VERIFICATION="none",
    SOCIALACCOUNT_PROVIDERS={
        "github": {"APPS": [app("github")]},
        "google": {"APPS": [app("google-oauth2")], "SCOPE": ["openid", "email", "profile"]},
        "twitter": {"APPS": [app("twitter")]},
        "openid_connect": {
            "APPS": [
                {
                    **app("oidc"),
                    "provider_id": "company",
                    "name": "Company",
                    "settings": {"server_url": sys.argv[1]},
                }
            ]
        },
    },
)
django.setup()

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", lambda request: HttpResponse("home")),
]


def serve() -> None:
    from django.contrib.auth import get_user
    from django.test import Client

    call_command("migrate", verbosity=0)
    visitor = Client()
    for line in sys.stdin:
        asked = json.loads(line)
        if asked.get("new_visitor"):
            visitor = Client()
        response = visitor.generic(asked.get("method", "GET"), asked["path"])
        user = get_user(response.wsgi_request)
        told = {
            "location": response.headers.get("Location", ""),
            "status": response.status_code,
            "user": user.get_username(),
            "email": getattr(user, "email", ""),
        }
        print(json.dumps(told), flush=True)


serve()

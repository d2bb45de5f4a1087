"""The smallest project that signs in: the same for our package, for PyPI's, and for the floor.

`rest_social_auth` is whichever package the environment has. The floor is what somebody in a hurry
would write: a plain view, two calls on a shared `requests.Session`, a get_or_create, a token, and
no checks.
"""

from __future__ import annotations

import os
from functools import cache
from resource import RUSAGE_SELF, getrusage
from time import process_time

import django
from django.conf import settings

PROVIDER = os.environ["PROVIDER"]  # noqa: TID251
CERTIFICATES = os.environ["CERTIFICATES"]  # noqa: TID251

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": os.environ["DATABASE"],  # noqa: TID251
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}


def postgresql(port: str, connections: int) -> dict[str, object]:
    """Return a database with a pool of so many connections; with 0, each thread keeps its own."""
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "social",
        "HOST": "127.0.0.1",
        "PORT": port,
        "CONN_HEALTH_CHECKS": True,
    }
    if connections:
        pool = {"min_size": 1, "max_size": connections, "timeout": 3}
        return {**database, "OPTIONS": {"pool": pool}}
    return {**database, "CONN_MAX_AGE": 60}


POSTGRESQL = os.environ.get("POSTGRESQL")  # noqa: TID251
CONNECTIONS = int(os.environ.get("CONNECTIONS", "0"))  # noqa: TID251

settings.configure(
    SECRET_KEY="only-for-a-benchmark-" * 3,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": postgresql(POSTGRESQL, CONNECTIONS) if POSTGRESQL else SQLITE},
    REST_SOCIAL_CALLS_AT_ONCE=int(os.environ.get("PLACES", "32")),  # noqa: TID251
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "rest_framework",
        "rest_framework.authtoken",
        "social_django",
        "rest_social_auth",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    AUTHENTICATION_BACKENDS=["github_here.GithubHere", "django.contrib.auth.backends.ModelBackend"],
    SOCIAL_AUTH_GITHUB_KEY="key",
    SOCIAL_AUTH_GITHUB_SECRET="secret",
    SOCIAL_AUTH_VERIFY_SSL=CERTIFICATES,
    REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI="http://127.0.0.1/",
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from requests import Session  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402
from social_django.models import UserSocialAuth  # noqa: E402


@cache
def session() -> Session:
    kept = Session()
    kept.verify = CERTIFICATES
    return kept


@csrf_exempt
def floor(request: HttpRequest) -> JsonResponse:
    import json

    code = json.loads(request.body)["code"]
    asked = {"code": code, "client_id": "key", "client_secret": "secret"}
    granted = session().post(f"{PROVIDER}/login/oauth/access_token", asked, timeout=5).json()
    headers = {"Authorization": f"token {granted['access_token']}"}
    profile = session().get(f"{PROVIDER}/user", headers=headers, timeout=5).json()
    connections = UserSocialAuth.objects.select_related("user__auth_token")
    social = connections.filter(provider="github", uid=profile["id"]).first()
    if social is None:
        user, _ = User.objects.get_or_create(username=profile["login"])
        Token.objects.get_or_create(user=user)
        social = UserSocialAuth(provider="github", uid=profile["id"], user=user)
    social.extra_data = granted
    social.save()
    return JsonResponse({"token": social.user.auth_token.key})


def usage(request: HttpRequest) -> JsonResponse:
    """Respond with what this process has used: seconds of CPU, and megabytes at its peak."""
    megabytes = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return JsonResponse({"seconds": process_time(), "megabytes": megabytes})


urlpatterns = [
    path("usage/", usage),
    path("floor/", floor),
    path("", include("rest_social_auth.urls_token")),
    path("", include("rest_social_auth.urls_jwt_pair")),
]
application = get_wsgi_application()

if __name__ == "__main__":
    from django.core.management import call_command

    call_command("migrate", verbosity=0)

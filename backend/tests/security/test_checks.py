"""K: `manage.py check` reports each setting that can be wrong, and is silent if it is right."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings as live
from django.core.checks import run_checks
from django.db import connection, connections
from django.urls import clear_url_caches, include, path, set_urlconf

from rest_social_auth.checks import DEPLOY_WARNINGS, ERRORS, WARNINGS
from rest_social_auth.checks.mounted import ancestors
from rest_social_auth.throttling import SCOPES

NOBODY = {"CORS_ALLOW_CREDENTIALS": False, "CORS_ALLOW_ALL_ORIGINS": False}
EMAIL = ["social_core.pipeline.social_auth.associate_by_email"]
WHOLE_ROWS = ["social_core.pipeline.user.user_details"]
CREATE, POLICIES = "rest_social_auth.pipeline.create", "rest_social_auth.policies"
URI = "https://app.example/popup/callback.html"
REST = {"DEFAULT_THROTTLE_RATES": {}, "NUM_PROXIES": 0}
RATES = dict.fromkeys(SCOPES, "9/min")
SHARED = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "x"}}
LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WITHOUT = [each for each in live.MIDDLEWARE if "SessionMiddleware" not in each]


def without(name: str) -> list[str]:
    return [app for app in live.INSTALLED_APPS if name not in app]


SIMPLEJWT = "rest_framework_simplejwt.serializers"

# id: (settings that are wrong, settings that are right)
CASES: dict[str, Any] = {
    "E001": ({"MIDDLEWARE": WITHOUT}, {}),
    "E002": (
        {"SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies"},
        {"SESSION_ENGINE": "django.contrib.sessions.backends.cache"},
    ),
    "E003": (
        {"REST_SOCIAL_OAUTH_REDIRECT_URI": "no_such_name"},
        {"REST_SOCIAL_OAUTH_REDIRECT_URI": "/callback/"},
    ),
    "E004": (
        {"REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI": "/callback/"},
        {"REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI": URI},
    ),
    "E005": ({"REST_SOCIAL_REDIRECT_URIS": [f"{URI}?x"]}, {"REST_SOCIAL_REDIRECT_URIS": [URI]}),
    "E006": ({"DEBUG": False}, {"DEBUG": False, "REST_SOCIAL_MOCK_URL": None}),
    "E007": (
        {"SOCIAL_AUTH_STRATEGY": "social_core.strategy.BaseStrategy"},
        {"SOCIAL_AUTH_STRATEGY": "social_django.strategy.DjangoStrategy"},
    ),
    "E008": (
        {"SOCIAL_AUTH_X_PKCE_CODE_CHALLENGE_METHOD": "Plain"},
        {"SOCIAL_AUTH_X_PKCE_CODE_CHALLENGE_METHOD": "S256"},
    ),
    "E009": ({"SOCIAL_AUTH_PIPELINE": EMAIL}, {"SOCIAL_AUTH_PIPELINE": []}),
    "E010": (
        {"INSTALLED_APPS": without("authtoken")},
        {},
    ),
    "E011": (
        {"INSTALLED_APPS": without("blacklist")},
        {},
    ),
    "E012": ({"SOCIAL_AUTH_GITHUB_VERIFY_SSL": False}, {"SOCIAL_AUTH_GITHUB_VERIFY_SSL": True}),
    "E021": (
        {"SOCIAL_AUTH_GITHUB_VERIFY_SSL": "/no/such/ca.pem"},
        {"SOCIAL_AUTH_GITHUB_VERIFY_SSL": __file__},
    ),
    "E022": ({"SOCIAL_AUTH_REQUESTS_TIMEOUT": "5"}, {"SOCIAL_AUTH_REQUESTS_TIMEOUT": (3, 7.5)}),
    "E013": (
        {"CORS_ALLOW_CREDENTIALS": True, "CORS_ALLOWED_ORIGIN_REGEXES": [".*"]},
        {"CORS_ALLOW_CREDENTIALS": True, "CORS_ALLOWED_ORIGINS": ["https://app.example"]},
    ),
    "E014": ({"REST_SOCIAL_RECENT_SIGN_IN": "600"}, {"REST_SOCIAL_RECENT_SIGN_IN": 60}),
    "E015": (
        {"SIMPLE_JWT": {"TOKEN_OBTAIN_SERIALIZER": f"{SIMPLEJWT}.TokenObtainSlidingSerializer"}},
        {"SIMPLE_JWT": {"TOKEN_OBTAIN_SERIALIZER": f"{SIMPLEJWT}.TokenObtainPairSerializer"}},
    ),
    "E016": ({"INSTALLED_APPS": without("social_django")}, {}),
    "E017": (
        {"INSTALLED_APPS": without("sessions")},
        {
            "INSTALLED_APPS": without("sessions"),
            "SESSION_ENGINE": "django.contrib.sessions.backends.cache",
        },
    ),
    "E018": ({"INSTALLED_APPS": without("knox")}, {}),
    "E019": (
        {
            "REST_SOCIAL_REDIRECT_URIS": [URI],
            "REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI": URI.replace("callback", "other"),
        },
        {"REST_SOCIAL_REDIRECT_URIS": [URI], "REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI": URI},
    ),
    "E020": (
        {"REST_SOCIAL_MOCKED_PROVIDERS": ["github", "google"]},
        {"REST_SOCIAL_MOCKED_PROVIDERS": ["github", "google-oauth2"]},
    ),
    "E041": (
        {"SOCIAL_AUTH_PIPELINE": [CREATE, f"{POLICIES}.no_sign_up"]},
        {"SOCIAL_AUTH_PIPELINE": [f"{POLICIES}.no_sign_up", CREATE, f"{POLICIES}.await_approval"]},
    ),
    "E042": (
        {"SOCIAL_AUTH_PIPELINE": [f"{POLICIES}.only_domains", CREATE]},
        {
            "SOCIAL_AUTH_PIPELINE": [f"{POLICIES}.only_domains", CREATE],
            "SOCIAL_AUTH_GITHUB_SIGN_UP_DOMAINS": ["example.com"],
        },
    ),
    "E040": (
        {"SOCIAL_AUTH_GITHUB_BEGIN_SCOPES": "repo"},
        {"SOCIAL_AUTH_GITHUB_BEGIN_SCOPES": ["repo"], "REST_SOCIAL_BEGIN_PROMPTS": ()},
    ),
    "E024": (
        {"SOCIAL_AUTH_GOOGLE_OAUTH2_ID_TOKEN_AUDIENCES": ["*"]},
        {"SOCIAL_AUTH_GOOGLE_OAUTH2_ID_TOKEN_AUDIENCES": ["one.apps.googleusercontent.com"]},
    ),
    "W023": (
        {"SOCIAL_AUTH_GITHUB_ID_TOKEN_AUDIENCES": ["a-client"]},
        {"SOCIAL_AUTH_APPLE_ID_ID_TOKEN_AUDIENCES": ["a-client"]},
    ),
    "E023": ({"REST_SOCIAL_CALLS_AT_ONCE": 0}, {"REST_SOCIAL_CALLS_AT_ONCE": 1}),
    "E030": ({"INSTALLED_APPS": without("blacklist")}, {}),
    "E031": ({"SESSION_COOKIE_SAMESITE": "None"}, {"SESSION_COOKIE_SAMESITE": "Lax"}),
    "W030": ({"REST_FRAMEWORK": REST}, {}),
    "W031": ({"SIMPLE_JWT": {"ROTATE_REFRESH_TOKENS": True}}, {}),
    "W017": (
        {"AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.ModelBackend"]},
        {"AUTHENTICATION_BACKENDS": ["social_core.backends.github.GithubOAuth2"]},
    ),
    "W018": ({"SOCIAL_AUTH_GITHUB_KEY": None}, {"SOCIAL_AUTH_GITHUB_KEY": "key"}),
    "W019": (
        {"REST_SOCIAL_MOCKED_PROVIDERS": []},
        {"REST_SOCIAL_MOCKED_PROVIDERS": [], "REST_SOCIAL_MOCK_URL": None},
    ),
    "W022": ({"SOCIAL_AUTH_ALLOW_INACTIVE_USERS_LOGIN": True}, {}),
    "W024": (
        {"SOCIAL_AUTH_GITHUB_PIPELINE": WHOLE_ROWS},
        {"SOCIAL_AUTH_GITHUB_PIPELINE": ["rest_social_auth.pipeline.update_user"]},
    ),
    "W001": ({"REST_SOCIAL_REQUIRE_STATE": False}, {"REST_SOCIAL_REQUIRE_STATE": True}),
    "W002": ({"REST_SOCIAL_REDIRECT_URIS": None}, {"REST_SOCIAL_REDIRECT_URIS": [URI]}),
    "W003": (
        {"REST_SOCIAL_REDIRECT_URIS": None, "REST_SOCIAL_DOMAIN_FROM_ORIGIN": True},
        {"REST_SOCIAL_REDIRECT_URIS": None, "REST_SOCIAL_DOMAIN_FROM_ORIGIN": False},
    ),
    "W004": (
        {"REST_SOCIAL_REDIRECT_URIS": ["http://app.example/cb"]},
        {"REST_SOCIAL_REDIRECT_URIS": [URI]},
    ),
    "W005": ({"ALLOWED_HOSTS": ["*"]}, {"ALLOWED_HOSTS": ["app.example"]}),
    "W006": (
        {"REST_FRAMEWORK": REST},
        {"REST_FRAMEWORK": {**REST, "DEFAULT_THROTTLE_RATES": RATES}},
    ),
    "W007": (
        {"REST_FRAMEWORK": {**REST, "DEFAULT_THROTTLE_RATES": RATES}, "CACHES": LOCAL},
        {"REST_FRAMEWORK": {**REST, "DEFAULT_THROTTLE_RATES": RATES}, "CACHES": SHARED},
    ),
    "W008": (
        {"REST_FRAMEWORK": {"DEFAULT_THROTTLE_RATES": RATES, "NUM_PROXIES": None}},
        {"REST_FRAMEWORK": {"DEFAULT_THROTTLE_RATES": RATES, "NUM_PROXIES": 0}},
    ),
    "W011": (
        {"SIMPLE_JWT": {}},
        {"SIMPLE_JWT": {"SIGNING_KEY": "a key of its own, which is long enough"}},
    ),
    "W012": (
        {"SIMPLE_JWT": {"ROTATE_REFRESH_TOKENS": True}},
        {"SIMPLE_JWT": live.SIMPLE_JWT},
    ),
    "W013": ({"ROOT_URLCONF": "tests.security.test_checks"}, {}),
    "W016": (
        {"SOCIAL_AUTH_GITHUB_SECRET": ""},
        {"SOCIAL_AUTH_TWITTER_OAUTH2_SECRET": ""},  # PKCE is this one's default
    ),
    "W014": ({"SOCIAL_AUTH_OKTA_ID_KEY": "email"}, {"SOCIAL_AUTH_OKTA_ID_KEY": "sub"}),
    "W015": ({"REST_SOCIAL_RECENT_SIGN_IN": None}, {}),
}
# Regular expressions for CORS_ALLOWED_ORIGIN_REGEXES, by whether a stranger can have an origin.
PREVIEWS = [
    r"^https://\w+\.example\.com$",
    r"^https://preview-\d+\.example\.com$",
    r"^https://app-git-[\w-]+-team\.vercel\.app$",
    r"^https://([a-z]+\.)?example\.com\Z",
    r"^https://(a\.example\.com$|b\.example\.com$)",
    r"^https://a\.example\.com$|^https://b\.example\.com$",
    r"^http://localhost:\d+$",
    r"^https?://.*\.localhost:3000$",
    re.compile(r"^https://[a-z.]+\.EXAMPLE\.com$", re.I),
]
OPEN = [
    r".*",
    r"^https://\w+\.example\.com",  # app.example.com.attacker.example
    r"^https://(a\.example\.com|b\.example\.com$)",
    r"^https://a\.example\.com|^https://b\.example\.com$",
    r"^https://(a\.example\.com$)?",
    r"^https://app\.example.com$",  # examplexcom is a name, too
    r"^https://.*.example\.com$",
    r"^https?://.*example\.com$",  # attackerexample.com
    r"^https://[a-z]+\.com$",
    re.compile(r"^https://.+$"),
]

urlpatterns = [path("", include("social_django.urls", namespace="social"))]


def told() -> set[str]:
    """Return the ids that `check --deploy` reports for this app."""
    clear_url_caches()
    ancestors.cache_clear()
    set_urlconf(None)
    found = run_checks(tags=["security"], include_deployment_checks=True)
    named = [each for each in found if str(each.id).startswith("rest_social_auth.")]
    assert all(each.hint and each.msg for each in named)
    return {str(each.id).removeprefix("rest_social_auth.") for each in named}


@pytest.fixture(autouse=True)
def forget_urls(settings):
    settings.DEBUG = True
    yield
    clear_url_caches()
    ancestors.cache_clear()


@pytest.mark.parametrize("regex", [*OPEN, *PREVIEWS])
@pytest.mark.parametrize("name", ["CORS_ALLOWED_ORIGIN_REGEXES", "CORS_ORIGIN_REGEX_WHITELIST"])
def test_preview_deployments_may_send_cookies_but_no_page_of_a_stranger(settings, name, regex):
    settings.CORS_ALLOW_CREDENTIALS = True
    setattr(settings, name, [regex])

    assert ("E013" in told()) == (regex in OPEN)


@pytest.mark.parametrize("name", ["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"])
@pytest.mark.parametrize("credentials", [True, False])
def test_all_origins_may_call_but_not_with_cookies(settings, name, credentials):
    settings.CORS_ALLOW_CREDENTIALS = credentials
    setattr(settings, name, True)

    assert ("E013" in told()) == credentials


@pytest.mark.parametrize("id", CASES)
@pytest.mark.parametrize("wrong", [True, False])
def test_a_check_reports_a_wrong_setting_and_no_other(settings, id, wrong):
    for name, value in CASES[id][0 if wrong else 1].items():
        setattr(settings, name, value)

    assert (id in told()) is wrong


@pytest.mark.parametrize(
    ("id", "name", "wrong", "right"),
    [("W009", "OPTIONS", {}, {"transaction_mode": "IMMEDIATE"}), ("W010", "ATOMIC_REQUESTS", 1, 0)],
)
def test_a_check_reports_a_wrong_database_and_no_other(monkeypatch, id, name, wrong, right):
    sqlite = "django.db.backends.sqlite3"
    monkeypatch.setitem(connections.settings["default"], "ENGINE", sqlite)
    monkeypatch.setitem(connections.settings["default"], name, wrong)
    assert id in told()
    monkeypatch.setitem(connections.settings["default"], name, right)
    assert id not in told()


@pytest.mark.django_db
def test_a_missing_table_is_reported_by_name_with_its_database():
    before = run_checks(tags=["database"], databases=["default"])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE social_auth_usersocialauth RENAME TO put_aside")

    after = run_checks(tags=["database"], databases=["default"])

    assert [each.id for each in after if each not in before] == ["rest_social_auth.W020"]
    assert after[-1].msg == (
        "Tables are missing in the database “default”: social_auth_usersocialauth."
    )
    assert after[-1].hint == "Run `manage.py migrate`."


@pytest.mark.parametrize(
    "steps",
    [
        [f"{POLICIES}.await_approval", CREATE],
        [f"{POLICIES}.await_approval"],
        ["social_core.pipeline.user.create_user", f"{POLICIES}.refuse_taken_email"],
        [CREATE, f"{POLICIES}.only_domains"],
    ],
)
def test_a_policy_on_the_wrong_side_of_create_is_reported(settings, steps):
    settings.SOCIAL_AUTH_PIPELINE = steps

    assert "E041" in told()


@pytest.mark.parametrize("audiences", [None, "a-client", "", [""], ["*"], [5], {"a-client": 1}])
def test_audiences_that_are_no_list_of_clients_are_reported(settings, audiences):
    settings.SOCIAL_AUTH_OIDC_ID_TOKEN_AUDIENCES = audiences

    assert "E024" in told()


def test_a_step_that_saves_whole_rows_is_named_with_its_replacement(settings):
    settings.SOCIAL_AUTH_GITHUB_PIPELINE = WHOLE_ROWS

    found = run_checks(tags=["security"], include_deployment_checks=True)
    [message] = [each.msg for each in found if each.id == "rest_social_auth.W024"]

    assert message.endswith(
        ": social_core.pipeline.user.user_details in SOCIAL_AUTH_GITHUB_PIPELINE "
        "(instead: rest_social_auth.pipeline.update_user)."
    )


def test_every_check_is_tested():
    ids = [rule.id for rule in (*ERRORS, *WARNINGS, *DEPLOY_WARNINGS)]
    assert sorted(ids) == sorted({*CASES, "E032", "W009", "W010", "W021"})

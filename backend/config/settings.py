"""The demo's settings. `environment.py` has the variables that the environment may set."""

from __future__ import annotations

from config import static
from config.database import options_of
from config.environment import env
from config.logs import logging
from config.page import VERSION
from config.providers import FEATURED, catalogue, set_up
from config.security import LARGEST_BODY, RATES, checked_key, json_web_tokens, page_policy

BASE_DIR = static.BASE_DIR

DEBUG = env("DEBUG")
SECRET_KEY = checked_key(env("SECRET_KEY"), debug=DEBUG)
SECRET_KEY_FALLBACKS = env("SECRET_KEY_FALLBACKS")  # old ones; what they signed stays valid

# Addresses. The page and the API share one origin; `*.localhost` needs no line in the hosts file.

DEMO_HOST = env("DEMO_HOST")
PORT, MOCK_PROVIDERS_PORT = env("PORT"), env("MOCK_PROVIDERS_PORT")
LISTEN = env("LISTEN")  # the address that both servers of `make demo` listen on
THREADS = env("THREADS")  # of each process; a sign-in holds one while it waits for its provider
LOCAL_HOST = f"{DEMO_HOST.split('.')[0]}.localhost"
SPLIT = env("SPLIT")  # the page at DEMO_HOST, the API at api.DEMO_HOST
PAGE_HOSTS = [DEMO_HOST, *([LOCAL_HOST, "localhost", "127.0.0.1"] if DEBUG else [])]
API_HOSTS = [f"api.{host}" for host in PAGE_HOSTS[:2]] if SPLIT else []
ALLOWED_HOSTS = PAGE_HOSTS + API_HOSTS
# In lower case, because social-core would read a setting named SCHEME.
HTTPS = env("HTTPS") or not DEBUG  # by `make demo` itself, or by a proxy in front of it
scheme, suffix = "https" if HTTPS else "http", f":{PORT}" if DEBUG else ""
ORIGINS = [f"{scheme}://{host}{suffix}" for host in PAGE_HOSTS]
API_ORIGINS = [f"{scheme}://{host}{suffix}" for host in API_HOSTS]

# What is installed.

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "rest_framework_simplejwt.token_blacklist",
    "corsheaders",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "social_django",
    "rest_social_auth",
    "demo",
]
MIDDLEWARE = [
    "demo.headers.SafeHeaders",
    "demo.health.Health",
    "demo.middleware.RequestID",
    "demo.middleware.ProblemsBelowAPI",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The page and the providers' icons, served without a build step.

STATIC_URL, STATIC_ROOT = static.STATIC_URL, static.STATIC_ROOT
STATICFILES_FINDERS = static.STATICFILES_FINDERS
if not DEBUG:
    STORAGES = static.STORAGES
FRONTEND_DIR = BASE_DIR / "frontend"
WHITENOISE_ROOT = FRONTEND_DIR
# Browsers revalidate each file, usually with a 304, unless its name has a hash.
WHITENOISE_MAX_AGE = 0
WHITENOISE_IMMUTABLE_FILE_TEST = rf"^/{VERSION}/|\.[0-9a-f]{{12}}\."
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_INDEX_FILE = not SPLIT  # otherwise demo.page serves it, with the API's URL in it

# Data.

database = env.db("DATABASE_URL")
database |= options_of(
    database, password=env("DATABASE_PASSWORD"), connections=env("DATABASE_CONNECTIONS")
)
DATABASES = {"default": database}
if env("REDIS_URL"):
    redis = "django.core.cache.backends.redis.RedisCache"
    CACHES = {
        # For rates. Separate from sessions, so that neither can push out the other.
        "default": {"BACKEND": redis, "LOCATION": env("COUNTERS_REDIS_URL") or env("REDIS_URL")},
        "sessions": {"BACKEND": redis, "LOCATION": env("REDIS_URL")},
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    SESSION_CACHE_ALIAS = "sessions"

# The API.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "rest_social_auth.authentication.JWTCookieAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "rest_social_auth.errors.problem_handler",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # nobody needs OPTIONS to describe models
    "DEFAULT_THROTTLE_RATES": RATES if env("THROTTLE") else {},
    "NUM_PROXIES": env("PROXIES"),  # otherwise clients choose the address that is counted
}
SIMPLE_JWT = json_web_tokens(SECRET_KEY, ORIGINS[0])
SPECTACULAR_SETTINGS = {
    "TITLE": "Rest Social Example",
    "DESCRIPTION": "Social login for Django REST framework.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "/styles/icon.svg",
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}
CSRF_FAILURE_VIEW = "demo.problems.csrf_failure"

# Social login.

REST_SOCIAL_MOCK_URL = env("MOCK_PROVIDERS_URL")
if REST_SOCIAL_MOCK_URL is None and DEBUG:
    REST_SOCIAL_MOCK_URL = f"http://providers.localhost:{MOCK_PROVIDERS_PORT}"
REST_SOCIAL_MOCK_API_URL = env("MOCK_PROVIDERS_API_URL")
offered, REST_SOCIAL_MOCKED_PROVIDERS, social_auth = set_up(
    catalogue(BASE_DIR / "e2e" / "mock_providers" / "data"),
    lambda name: env.str(name, default=""),
    mocks=bool(REST_SOCIAL_MOCK_URL),
    callback=f"{ORIGINS[0]}/popup/callback-{{provider}}.html",
)
globals().update(social_auth)  # SOCIAL_AUTH_GITHUB_KEY, and so on for every provider
AUTHENTICATION_BACKENDS = [
    *[provider.backend for provider in offered],
    "django.contrib.auth.backends.ModelBackend",
]
with_keys = [each.name for each in offered if each.name not in REST_SOCIAL_MOCKED_PROVIDERS]
REST_SOCIAL_FEATURED_PROVIDERS = list(dict.fromkeys([*FEATURED, *with_keys]))
REST_SOCIAL_OAUTH_REDIRECT_URI = "callback"
REST_SOCIAL_REDIRECT_URIS = [
    f"{origin}/popup/callback-{provider.name}.html" for origin in ORIGINS for provider in offered
]
REST_SOCIAL_REQUIRE_STATE = not DEBUG
REST_SOCIAL_CALLS_AT_ONCE = max(1, THREADS * 3 // 4)
SOCIAL_AUTH_IMMUTABLE_USER_FIELDS = ["first_name", "last_name"]  # the user's own, once they are set
SOCIAL_AUTH_CLEAN_USERNAME_FUNCTION = "demo.usernames.clean"
REST_SOCIAL_KEEP_PROVIDER_TOKENS = False  # the demo does not call providers later
SOCIAL_AUTH_UUID_LENGTH = 4  # of the suffix that makes the username of a second "ada" unique
SOCIAL_AUTH_GITHUB_SCOPE = ["user:email"]
SOCIAL_AUTH_GITHUB_REQUIRED_DETAILS = ["email"]  # people whose profile has none are asked for it
SOCIAL_AUTH_FACEBOOK_SCOPE = ["email"]

# Who may pass on id_tokens of Google's and Apple's SDKs: the demo's own clients.
google, apple = (
    social_auth.get(f"SOCIAL_AUTH_{name}") for name in ("GOOGLE_OAUTH2_KEY", "APPLE_ID_CLIENT")
)
SOCIAL_AUTH_GOOGLE_OAUTH2_ID_TOKEN_AUDIENCES = [google] if google else []
SOCIAL_AUTH_APPLE_ID_ID_TOKEN_AUDIENCES = [apple] if apple else []

# Security.

DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
# The mock provider's One Tap, too; Google's needs its script.
page_may_ask = [*API_ORIGINS, *filter(None, [REST_SOCIAL_MOCK_URL])]
CONTENT_SECURITY_POLICY = {"DIRECTIVES": page_policy(page_may_ask)}
SECURE_REFERRER_POLICY = "no-referrer"
# Keeps the reference to the popup if the provider allows it, to notice when it is closed by hand.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin-allow-popups"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = ORIGINS
CORS_ALLOWED_ORIGINS = ORIGINS if SPLIT else []
CORS_ALLOW_CREDENTIALS = SPLIT
CORS_ALLOW_METHODS = ["GET", "POST", "DELETE"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "x-csrftoken"]
CORS_EXPOSE_HEADERS = ["Retry-After", "Server-Timing", "X-Request-ID"]
CORS_URLS_REGEX = r"^/api/"

# With `__Host-`, no other domain and no page without TLS can set these cookies. The plain names
# are for pages without TLS, so that both can be used on one host.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# On public machines every request comes by TLS. Never with HTTPS=1 in development: a browser would
# refuse plain http on that name for a year.
SECURE_SSL_REDIRECT = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
# Off by default, because the preload list is built into browsers: leaving it takes months.
SECURE_HSTS_PRELOAD = env("HSTS_PRELOAD") and not DEBUG
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # it recommends preloading
if not DEBUG and env("PROXIES"):
    # Anyone can send this header; it can be trusted only behind a proxy that overwrites it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logs.

LOGGING = logging(env("LOG_FORMAT"))

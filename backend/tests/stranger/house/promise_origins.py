"""Pages may call if this project's corsheaders or Django's CSRF protection says so."""

from __future__ import annotations

import re

import pytest
from corsheaders.middleware import CorsMiddleware
from corsheaders.signals import check_request_enabled
from django.middleware.csrf import CsrfViewMiddleware

TENANT = "https://tenant.example"


def post(visitor, origin=TENANT, kind="token"):
    """Sign in from a page of that origin; return the status and corsheaders' response headers."""
    response = visitor.sign_in(kind, Origin=origin)
    return response.status_code, response.headers.get("Access-Control-Allow-Origin")


def test_a_page_that_is_not_listed_may_not_call(visitor):
    response = visitor.sign_in("token", Origin=TENANT)

    assert (response.status_code, response.json()["code"]) == (403, "origin_not_allowed")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CORS_ALLOWED_ORIGINS", [TENANT]),
        ("CORS_ORIGIN_WHITELIST", [TENANT]),
        ("CORS_ALLOWED_ORIGIN_REGEXES", [r"^https://\w+\.example$"]),
        ("CORS_ALLOWED_ORIGIN_REGEXES", [re.compile(r"^HTTPS://\w+\.example$", re.I)]),
        ("CORS_ORIGIN_REGEX_WHITELIST", [r"^https://\w+\.example$"]),
    ],
)
def test_corsheaders_settings_decide_under_their_new_and_old_names(visitor, settings, name, value):
    setattr(settings, name, value)

    assert post(visitor) == (200, TENANT)
    assert post(visitor, "https://other.tenant.example") == (403, None)


@pytest.mark.parametrize("name", ["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"])
def test_all_origins_may_call_if_the_project_says_so(visitor, settings, name):
    setattr(settings, name, True)

    assert post(visitor) == (200, "*")


def test_a_tenant_may_call_by_a_receiver_of_check_request_enabled(visitor):
    def is_tenant(sender, request, **kwargs):
        return request.headers.get("Origin") == TENANT

    check_request_enabled.connect(is_tenant)
    try:
        assert post(visitor) == (200, TENANT)
        assert post(visitor, "https://other.example") == (403, None)
    finally:
        check_request_enabled.disconnect(is_tenant)


def test_addresses_outside_of_the_cors_urls_stay_closed(visitor, settings):
    settings.CORS_ALLOWED_ORIGINS = [TENANT]
    settings.CORS_URLS_REGEX = r"^/api/other/.*$"

    assert post(visitor) == (403, None)


class OneTenant(CorsMiddleware):
    def origin_found_in_white_lists(self, origin, url):
        return origin == TENANT


class TrustTenant(CsrfViewMiddleware):
    @property
    def allowed_origins_exact(self):
        return {TENANT}


@pytest.mark.parametrize("own", [OneTenant, TrustTenant])
def test_a_middleware_of_the_project_decides(visitor, settings, own):
    settings.MIDDLEWARE = [
        f"{__name__}.{own.__name__}" if own.__base__.__name__ in path else path
        for path in settings.MIDDLEWARE
    ]

    assert post(visitor)[0] == 200
    assert post(visitor, "https://other.example")[0] == 403


def test_corsheaders_adds_its_headers_to_the_app_responses(visitor, settings):
    settings.CORS_ALLOWED_ORIGINS = [TENANT]
    settings.CORS_ALLOW_CREDENTIALS = True
    settings.CORS_ALLOW_HEADERS = ["x-house"]
    settings.CORS_ALLOW_METHODS = ["POST"]
    settings.CORS_ALLOW_PRIVATE_NETWORK = True
    settings.CORS_EXPOSE_HEADERS = ["Retry-After"]
    settings.CORS_PREFLIGHT_MAX_AGE = 60
    asked = {
        "Origin": TENANT,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
    }

    preflight = visitor.options("/api/login/social/token/", headers=asked)
    response = visitor.sign_in("token", Origin=TENANT)

    allowed = {
        name.removeprefix("Access-Control-"): value
        for name, value in preflight.headers.items()
        if name.lower().startswith("access-control-")
    }
    assert {name.lower().removeprefix("access-control-"): allowed[name] for name in allowed} == {
        "allow-origin": TENANT,
        "allow-credentials": "true",
        "allow-headers": "x-house",
        "allow-methods": "POST",
        "allow-private-network": "true",
        "expose-headers": "Retry-After",
        "max-age": "60",
    }
    assert response["Access-Control-Expose-Headers"] == "Retry-After"
    assert response["Access-Control-Allow-Credentials"] == "true"


def test_settings_of_corsheaders_count_only_if_it_is_in_use(visitor, settings):
    settings.CORS_ALLOWED_ORIGINS = [TENANT]
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if "cors" not in path]

    assert post(visitor) == (403, None)


@pytest.mark.parametrize("trusted", [TENANT, "https://*.example"])
@pytest.mark.parametrize("cors", [True, False])
def test_trusted_origins_of_django_decide_with_and_without_corsheaders(
    visitor, settings, trusted, cors
):
    settings.CSRF_TRUSTED_ORIGINS = [trusted]
    if not cors:
        settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if "cors" not in path]

    assert post(visitor)[0] == 200
    assert post(visitor, "https://tenant.example.evil")[0] == 403
    assert post(visitor, "http://tenant.example")[0] == 403


def test_a_page_of_this_host_and_a_program_may_call(visitor):
    assert post(visitor, "http://testserver")[0] == 200
    assert visitor.sign_in("token").status_code == 200


def test_a_tenant_gets_its_codes_at_its_own_page(visitor, settings):
    settings.CORS_ALLOWED_ORIGINS = [TENANT]
    settings.REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = None
    settings.REST_SOCIAL_OAUTH_REDIRECT_URI = "/signed-in/"
    path = "/api/login/social/providers/"

    listed = visitor.get(path, headers={"Origin": TENANT}).json()
    foreign = visitor.get(path, headers={"Origin": "https://other.example"})

    assert {each["redirect_uri"] for each in listed} == {f"{TENANT}/signed-in/"}
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_not_allowed")

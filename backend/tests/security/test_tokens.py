"""T: our own tokens, and those of the providers."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as live
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jwt.algorithms import ECAlgorithm
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken
from social_django.models import UserSocialAuth

from tests.security.support import EVERY_KIND, accepted, complete, refused
from tests.security.test_checks import told

KEY = live.SIMPLE_JWT["SIGNING_KEY"]


def me(visitor, token, scheme="Bearer"):
    return visitor.get("/api/me/", headers={"Authorization": f"{scheme} {token}"})


def renew(visitor, refresh):
    return visitor.post("/api/token/refresh/", {"refresh": refresh}, format="json")


@pytest.fixture
def pair(visitor):
    return accepted(visitor.sign_in("jwt"))


@pytest.fixture
def claims(pair):
    return jwt.decode(pair["token"], options={"verify_signature": False})


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize("alg", ["none", "NONE", "nOnE", ""])
def test_T01_an_unsigned_token_is_refused(visitor, pair, claims, alg):
    header = part({"alg": alg, "typ": "JWT"})

    refused(me(visitor, f"{header}.{part(claims)}."), 401, "token_not_valid")


@pytest.mark.parametrize("alg", ["HS384", "HS512"])
def test_T02_another_algorithm_is_refused(visitor, pair, claims, alg):
    refused(me(visitor, jwt.encode(claims, KEY, alg)), 401, "token_not_valid")
    refresh = jwt.decode(pair["refresh"], options={"verify_signature": False})
    refused(renew(visitor, jwt.encode(refresh, KEY, alg)), 401, "token_not_valid")
    assert accepted(me(visitor, jwt.encode(claims, KEY, "HS256")))["user"]


def test_T02_a_token_with_an_embedded_key_is_refused(visitor, claims):
    own = ec.generate_private_key(ec.SECP256R1())
    jwk = json.loads(ECAlgorithm.to_jwk(own.public_key()))

    response = me(visitor, jwt.encode(claims, own, "ES256", {"jwk": jwk}))
    refused(response, 401, "token_not_valid")


@pytest.mark.parametrize(
    "header", [{"crit": ["x"], "x": 1}, {"crit": []}, {"kid": "../../etc/passwd"}, {"jku": "x"}]
)
def test_T03_key_headers_of_a_token_are_ignored(visitor, claims, header):
    response = me(visitor, jwt.encode(claims, "x" * 32, "HS256", header))
    refused(response, 401, "token_not_valid")


def test_T03_a_critical_extension_is_refused(visitor, claims):
    response = me(visitor, jwt.encode(claims, KEY, "HS256", {"crit": ["x"], "x": 1}))
    refused(response, 401, "token_not_valid")


def test_T04_tokens_are_signed_with_a_separate_key():
    assert live.SECRET_KEY not in KEY
    assert len(KEY) == 64


@pytest.mark.parametrize("key", ["short", "the same", None])
def test_T04_check_deploy_warns_about_a_weak_key(settings, key):
    settings.SECRET_KEY = "the same " * 9
    given = {"the same": settings.SECRET_KEY}.get(str(key), key)
    settings.SIMPLE_JWT = {"SIGNING_KEY": given} if given else {}

    assert "W011" in told()


@pytest.mark.parametrize("token", ["refresh", "sliding", "garbage"])
def test_T05_a_token_of_another_type_is_not_accepted_as_an_access_token(visitor, pair, token):
    user = get_user_model().objects.get()
    other = {"refresh": pair["refresh"], "sliding": str(SlidingToken.for_user(user))}

    refused(me(visitor, other.get(token, "a.b.c")), 401, "token_not_valid")


def test_T05_only_a_refresh_token_can_be_renewed(visitor, pair):
    sliding = accepted(visitor.sign_in("jwt-sliding"))["token"]

    for token in (pair["token"], sliding, accepted(visitor.sign_in("token"))["token"]):
        refused(renew(visitor, token), 401, "token_not_valid")


@pytest.mark.parametrize("changed", [{"aud": "https://other.example"}, {"iss": "x"}])
@pytest.mark.parametrize("missing", [True, False])
def test_T06_a_token_for_another_service_is_refused(visitor, claims, changed, missing):
    left = {name: value for name, value in claims.items() if name not in changed}
    forged = left if missing else {**left, **changed}

    refused(me(visitor, jwt.encode(forged, KEY, "HS256")), 401, "token_not_valid")


def test_T07_using_a_refresh_token_twice_revokes_the_whole_family(visitor, pair):
    child = accepted(renew(visitor, pair["refresh"]))

    refused(renew(visitor, pair["refresh"]), 401, "token_not_valid")
    refused(renew(visitor, child["refresh"]), 401, "token_not_valid")


@pytest.mark.parametrize("key", ["x" * 32, ""])
def test_T07_a_forged_second_use_revokes_nothing(visitor, pair, key):
    child = accepted(renew(visitor, pair["refresh"]))
    used = jwt.decode(pair["refresh"], options={"verify_signature": False})
    forged = jwt.encode(used, key, "HS256" if key else "none")

    refused(renew(visitor, forged), 401, "token_not_valid")

    accepted(renew(visitor, child["refresh"]))


@pytest.mark.parametrize("path", ["token/refresh/", "token/revoke/", "token/verify/", "logout/"])
@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_T01_the_database_is_not_asked_about_a_token_that_we_did_not_sign(visitor, pair, alg, path):
    accepted(renew(visitor, pair["refresh"]))  # a used one would have a family to look up
    used = jwt.decode(pair["refresh"], options={"verify_signature": False})
    forged = jwt.encode(used, "x" * 32 if alg == "HS256" else "", alg)
    field = "token" if path == "token/verify/" else "refresh"

    with CaptureQueriesContext(connection) as asked:
        response = visitor.post(f"/api/{path}", {field: forged}, format="json")

    assert response.status_code == (204 if path == "logout/" else 401)
    assert list(asked) == []


def test_T07_a_second_use_of_an_expired_token_revokes_the_family(visitor, pair):
    child = accepted(renew(visitor, pair["refresh"]))
    used = jwt.decode(pair["refresh"], options={"verify_signature": False})
    expired = jwt.encode({**used, "exp": used["iat"] - 1}, KEY, "HS256")

    refused(renew(visitor, expired), 401, "token_not_valid")

    refused(renew(visitor, child["refresh"]), 401, "token_not_valid")


def test_T09_a_check_reports_a_missing_blacklist(settings):
    settings.DEBUG = True
    assert "E011" not in told()
    settings.INSTALLED_APPS = [each for each in live.INSTALLED_APPS if "blacklist" not in each]

    assert "E011" in told()


def test_T10_the_token_of_a_deleted_user_cannot_be_renewed(visitor, pair):
    get_user_model().objects.get().delete()

    refused(renew(visitor, pair["refresh"]), 401, "token_not_valid")
    refused(me(visitor, pair["token"]), 401, "token_not_valid")


def test_T11_the_token_of_a_deactivated_user_cannot_be_renewed(visitor, pair):
    get_user_model().objects.update(is_active=False)

    refused(renew(visitor, pair["refresh"]), 401, "token_not_valid")
    refused(me(visitor, pair["token"]), 401, "token_not_valid")


JWT = [kind for kind in EVERY_KIND if kind.startswith("jwt") and kind != "jwt-cookie"]


@pytest.mark.parametrize("kind", JWT)
def test_T12_a_token_contains_no_personal_data(visitor, kind):
    response = accepted(visitor.sign_in(kind))

    for token in filter(None, [response["token"], response.get("refresh")]):
        told = jwt.decode(token, options={"verify_signature": False})
        assert set(told) - {"refresh_exp"} == {
            *("token_type", "exp", "iat", "jti", "user_id", "aud", "iss", "auth_time")
        }


def test_T12_an_access_token_lives_five_minutes(claims):
    assert claims["exp"] - claims["iat"] == 5 * 60


def test_T13_a_token_ends_with_sign_out(visitor):
    token = accepted(visitor.sign_in("token"))["token"]
    headers = {"Authorization": f"Token {token}"}
    others = accepted(visitor.sign_in("token", person="zoe"))["token"]

    assert visitor.post("/api/logout/", headers=headers).status_code == 204

    refused(me(visitor, token, "Token"), 401, "token_not_valid")
    assert accepted(me(visitor, others, "Token"))["user"]
    assert accepted(visitor.sign_in("token"))["token"] != token


@pytest.mark.parametrize("name", ["token", "access", "jwt", "access_token"])
def test_T15_a_token_in_the_url_is_ignored(visitor, pair, name):
    visitor.logout()

    assert accepted(visitor.get("/api/me/", {name: pair["token"]}))["user"] is None
    refused(
        visitor.get("/api/social/connections/", {name: pair["token"]}), 401, "not_authenticated"
    )


@pytest.mark.parametrize("provider", ["github", "facebook", "google-oauth2", "twitter"])
def test_T16_no_provider_token_is_stored(visitor, provider):
    for _ in range(2):
        accepted(visitor.sign_in("token", provider))

    stored = UserSocialAuth.objects.get().extra_data
    assert not [name for name in stored if "token" in name and name != "token_type"]


def test_T16_a_project_can_choose_to_store_provider_tokens(visitor, settings):
    settings.REST_SOCIAL_KEEP_PROVIDER_TOKENS = True

    accepted(visitor.sign_in("token"))

    assert UserSocialAuth.objects.get().extra_data["access_token"].startswith("gho_")


@pytest.mark.parametrize("kind", ["own", *(kind for kind in EVERY_KIND if "user" in kind)])
@pytest.mark.parametrize("provider", ["github", "twitter"])
def test_T17_no_response_contains_a_provider_token(visitor, settings, kind, provider):
    settings.REST_SOCIAL_KEEP_PROVIDER_TOKENS = True

    answers = complete(visitor, visitor.come_back(provider), provider, kind).content.decode()
    visitor.sign_in("session", provider)
    for path in ("/api/me/", "/api/social/connections/"):
        answers += visitor.get(path).content.decode()
    assert "ada" in answers

    stored = UserSocialAuth.objects.get().extra_data["access_token"]
    if isinstance(stored, dict):
        assert stored["oauth_token"] not in answers
        assert stored["oauth_token_secret"] not in answers
    else:
        assert stored not in answers


def test_K18_an_expired_token_is_refused_despite_clock_skew(visitor, pair):
    user = get_user_model().objects.get()
    for kind, use in ((AccessToken, me), (RefreshToken, renew)):
        token = kind.for_user(user)
        token.set_exp(lifetime=timedelta(seconds=-60))
        refused(use(visitor, str(token)), 401, "token_not_valid")
